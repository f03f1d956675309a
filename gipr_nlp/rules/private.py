"""Personal data in running text: what it looks like, and how it is hidden before anything is quoted.

What a rule quotes goes through :func:`concealed`, so that no output repeats what T01-T04 object to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gipr_nlp.text import level

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6} ?\d{8} ?\d{3}[\dXx](?![\dA-Za-z])")
MOBILE = re.compile(
    r"(?<![\dA-Za-z/=_.*-])(?:\+?86[- ]?)?1[3-9]\d(?:\d{8}|([- ])\d{4}\1\d{4})(?![\dA-Za-z/=_*-])"
)
CARD = re.compile(r"(?<![\dA-Za-z*])\d{4}(?:\d{12,15}|(?: \d{4}){3}(?: ?\d{1,3})?)(?![\dA-Za-z*])")
_ACCOUNT = re.compile(r"卡号|银行卡|社保卡|储蓄卡|个人账户|个人账号")
_DIGITS = re.compile(r"\d{15}|\d{6} \d{8}|\d{4} \d{4} ")
_MOBILE_LIKE = re.compile(r"1[3-9]\d(?:\d{8}|[- ]\d{4})")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][·•. ]?(?=[A-HJ-NP-Z]{0,3}\d)[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警](?![A-Za-z\d])"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d[\d -]{8,}[\dXx](?!\d)")

# Surnames that are not at the same time the beginning of common words behind 申请人 (于, 向, 应, 方, 时, 和 … are).
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭林何罗郑梁谢宋唐邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶魏吕丁沈姚卢姜崔钟谭陆汪范石廖贾夏韦傅邹熊孟秦邱侯江尹薛闫雷龙段"
    "郝孔邵史毛顾赖武康贺严钱施牛洪龚汤陶黎温莫樊易乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"
_PARTY = "申请人|原告|信访人|上诉人|起诉人|投诉人|举报人|复议申请人"
# Characters that stand in no given name but in the words that follow 申请人.
_NO_NAME = "的了在是和与及或等已未不将向对因于就所提请求应可能须需按依根据有无个位名人员方者们某*×xX情信息填写进行通过收到办理交"
_AFTER_NAME = r"(?=[,。;:、()“”\"《]|向|于|因|不服|以|就|诉|申请|要求|提出|提交|通过|邮寄|等|与|对|的|认为|来|到|反映|称|撤回|撤诉|自愿|主动|放弃|逾期|起诉|上诉|索要|索取|查询|咨询|补正|签收|领取|[0-9]|$)"
NAMED = re.compile(
    rf"(?:{_PARTY})(?:为|系|:|姓名:?|\()?\s*(?P<name>(?:{_DOUBLE}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}){_AFTER_NAME}"
)
_NO_PERSON = re.compile(
    "张贴|陈述|陈诉|陈情|周边|周知|周围|石材|余款|余下|施工|施行|江苏|江西|贵州|安徽|安全|安置|康复|文件|文书|文本|文化|文字"
    "|马上|洪水|温馨|史料|武汉|严格|严重|石油|王府|黄河|黄金|林权|林地|林业|田地|龙头|毛坯|夏季|秦岭|鲁能|江南|牛羊|孔子|章程"
    "|易地|易于|周期|周末|武装|严肃|安排|安居|何时|何种|何事|何以|齐全|汤山|陆续|陆地|郑重|曾经|曾多|钟表|丁香|胡乱|罗列|何况|杜绝|谢绝"
)


class Person(NamedTuple):
    """A full name in a text and its place."""

    start: int
    end: int
    name: str


def is_identity(number: str) -> bool:
    """Whether eighteen characters are an identity card number: birth date and check character are right."""
    number = number.replace(" ", "")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return born.year >= 1900 and number[0] != "0" and _CHECK[total % 11] == number[-1].upper()


def is_card(number: str, before: str) -> bool:
    """Whether a number is a bank card's: a valid check digit, and a bank's prefix or a word for it before."""
    digits = number.replace(" ", "")
    if not 16 <= len(digits) <= 19 or len(set(digits)) < 4:
        return False
    if not digits.startswith("62") and not _ACCOUNT.search(before):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0 and not (len(digits) == 18 and is_identity(digits))


def has_long_number(flat: str) -> bool:
    """Whether a text has a number as long as an identity card's or a bank card's."""
    return _DIGITS.search(flat) is not None


def has_mobile(flat: str) -> bool:
    """Whether a text has a number that may be a mobile telephone's."""
    return _MOBILE_LIKE.search(flat) is not None


def persons(flat: str) -> Iterator[Person]:
    """Names of applicants, plaintiffs and petitioners that are not masked, in a levelled text."""
    if not any(word in flat for word in ("申请人", "原告", "信访人", "上诉人", "起诉人", "投诉人", "举报人")):
        return
    for found in NAMED.finditer(flat):
        name, given = found["name"], found["name"][2 if re.match(_DOUBLE, found["name"]) else 1 :]
        if given and not _NO_PERSON.match(name) and not any(c in _NO_NAME for c in given):
            yield Person(found.start("name"), found.end("name"), name)


def hidden(number: str) -> str:
    """A number with its middle hidden: 110***********12, 138****1234."""
    plain = re.sub(r"[^\dXx]", "", number)
    if len(plain) == 11:
        return f"{plain[:3]}****{plain[-4:]}"
    return f"{plain[:3]}{'*' * max(3, len(plain) - 5)}{plain[-2:]}"


def concealed(text: str) -> str:
    """A text to be quoted: long numbers, number plates and names of applicants hidden."""
    for person in reversed(list(persons(level(text)))):
        text = f"{text[: person.start]}{person.name[0]}某{text[person.end :]}"
    text = PLATE.sub(lambda m: f"{m[0][:2]}***{m[0][-1]}", text)
    return _LONG_NUMBER.sub(lambda m: hidden(m[0]), text)
