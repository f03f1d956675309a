"""Claims about the disclosure table (documents, decisions, charges, procurement) and about what was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.claims import cues
from gipr_nlp.claims.said import Draft, Said
from gipr_nlp.mentions import Count, Segment

_ROWS = {"normative": "normative_documents", "regulations": "regulations"}
_DECIDED = re.compile(r"作出|办理|办结|实施|下达|核发|决定|执行|立案")
_DONE = re.compile(r"作出|办理|办结|实施|下达|核发")
_SHOWN = re.compile(r"公布|公示|登载|上网|隐去|晾晒|亮出")
_CASES = re.compile(
    r"处理|决定|事项|案件|案|措施|文书|共计?|累计|合计|总计|数量|数|办结|办理|作出|实施|了|为|的|约|达|各类|类|:|,|年|全|\d+"
)
#: What else may be repealed, kept or out of force: 失效链接21个.
_OTHER_THING = re.compile(
    r"(?:链接|栏目|专栏|信息|账号|网页|页面|数据|错别字|证照|证书|事项|文书|档案|制度|合同|条款|政策)(?:共计?|合计|约|各|达|有|为|了)*$"
)
_MONEY = ("元", "万元", "亿元", "千元")
_ITEM_UNITS = ("条", "篇", "件", "则", "份", "条次")
_WHOSE = re.compile(r"\d+年度?|其中|全年|今年|本年度?|年内|[我本全]|局|委|镇|乡|县|市|区|办|街道|单位|机关")
_QUOTED = re.compile(r"\"[^\"]*\"|《[^》]*》")


def _draft(quantity: str, c: Count, segment: Segment, loose: bool = False) -> Draft:
    m, low = c.mention, max(segment.low, c.low)
    return Draft(quantity, m.value, m.unit, "count", low, m.end, m.start, m.approximate, loose=loose)


def documents(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """制发、废止、现行有效; in the form of 2019 制作、公开、对外公开总数."""
    if c.mention.unit not in ("件", "份", "个", "部", "项", None) or _OTHER_THING.search(c.prefix):
        return
    aspect = _aspect(c.prefix, said) or _aspect(c.suffix[:12], said)
    if aspect is None and not c.mention.value:  # 制发规章、行政规范性文件0件
        aspect = _aspect(segment.text[: c.mention.start - segment.low], said)
    if aspect is None or cues.NOT_THE_STOCK.search(c.prefix[-14:] if _aspect(c.prefix, said) else c.near):
        return
    bracketed = said.clause.count("(", 0, segment.low) > said.clause.count(")", 0, segment.low)
    if (
        bracketed and aspect == "issued" and said.quantity.endswith(".in_force")
    ):  # 现行有效57件(县政府制发41件)
        return
    said.quantity = f"disclosure.{_ROWS[said.topic]}.{aspect}"
    others = re.search(
        r"以[^,]{0,10}(?:政府|党委|[县市区]委)[^,]{0,8}名义|代[县市区]?政府|提请", segment.text
    )
    yield _draft(said.quantity, c, segment, loose=bool(others or cues.SORTED_OUT.search(said.clause)))


def _aspect(text: str, said: Said) -> str | None:
    """The column that a verb names, as the form of the reporting year has it."""
    found = next((name for name, pattern in cues.DOCUMENT_CUES if pattern.search(text)), None)
    if said.year is not None and said.year <= 2020:
        return {"issued": "made", "published": "published", "total": "total"}.get(found or "", found)
    return None if found in ("published", "total") else found


def decisions(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """Licences granted, penalties imposed, coercive measures taken; what was only published is another number."""
    m = c.mention
    if m.unit not in ("件", "项", "宗", "起", "例", "份", "个", "次", None):
        return
    words = segment.text[: m.start - segment.low]
    if _SHOWN.search(said.clause) and not _DONE.search(words):
        return
    if cues.NOT_DECISIONS.search(words) or cues.NOT_DECISIONS.search(c.suffix[:6]):
        return
    if m.unit == "项" and m.value and not _DECIDED.search(segment.text):
        return
    own = [n for n in cues.nouns(c.prefix) if n.topic == said.topic]
    if own and _CASES.sub("", c.prefix[own[-1].end :]):  # 行政许可和其他服务事项共1024件
        return
    said.quantity = f"disclosure.{said.topic}.decisions"
    yield _draft(said.quantity, c, segment)


def charges(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """Sums of 行政事业性收费, in the printed unit."""
    if c.mention.unit in _MONEY and not re.search(r"减免|退还|免征|停征|欠缴|降低|减轻|为企业", c.prefix):
        said.quantity = "disclosure.fees.amount"
        yield _draft(said.quantity, c, segment)


def procurement(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """政府集中采购, which only the form of 2019 asks for."""
    if said.year is None or said.year > 2020:
        return
    if c.mention.unit in _MONEY:
        yield _draft("disclosure.procurement.amount", c, segment)
    elif c.mention.unit in ("个", "项", "件", "次", "批"):
        yield _draft("disclosure.procurement.items", c, segment)


def none(segment: Segment, said: Said) -> Iterator[Draft]:
    """未制发规范性文件, 未作出行政处罚决定, 无行政事业性收费."""
    negation = cues.NEGATION.search(segment.text)
    if negation is None:
        return
    rest = segment.text[negation.start() :]
    for noun in cues.nouns(rest):
        quantity = None
        if noun.topic in _ROWS:
            aspect = _aspect(rest, said)
            if aspect in ("issued", "made", "repealed") and not cues.NOT_THE_STOCK.search(rest):
                quantity = f"disclosure.{_ROWS[noun.topic]}.{aspect}"
        elif noun.topic in ("licensing", "penalties", "compulsion"):
            others = re.sub(r"行政处罚|行政强制|行政许可|、|和|及|与|或", "", rest[noun.end :])
            plain = _DECIDED.search(rest) or re.fullmatch(r"(?:案件|案)?", others)
            if plain and not cues.NOT_DECISIONS.search(rest):
                quantity = f"disclosure.{noun.topic}.decisions"
        elif noun.topic == "charges" and not re.search(r"清单|项目|标准|目录|违规|乱", rest):
            quantity = "disclosure.fees.amount"
        if quantity:
            end = segment.low + len(segment.text)
            yield Draft(quantity, 0, None, "none", segment.low, end, segment.low)


# --- publication ----------------------------------------------------------------------------------------------------


def channels_of(text: str) -> frozenset[str]:
    """The channels that words name."""
    return frozenset(name for name, pattern in cues.CHANNELS if pattern.search(text))


def speaks_of_publication(c: Count, segment: Segment, said: Said) -> bool:
    """Does a number count items published, of any subject?"""
    if c.mention.unit not in _ITEM_UNITS or cues.REPOSTED.search(c.prefix):
        return False
    words = _QUOTED.sub("", c.prefix)
    verb = _last(cues.PUBLISHED_VERB, words)
    channel = max((_last(pattern, words) for _, pattern in cues.CHANNELS), default=-1)
    if verb < 0 and channel < 0:
        return said.topic == "published" and not words and not c.suffix
    if verb < 0 and said.topic != "published":
        return False
    if said.topic == "application" and any(p.search(words) for _, p in cues.OUTCOMES):
        return False
    if verb >= 0 and cues.SOME_AND_OTHERS.search(words):
        return channel >= 0 or bool(said.channels)
    between = words[max(verb, channel) :]
    if cues.ANY_ITEMS.sub("", between):
        return False
    before = words[: _first(cues.PUBLISHED_VERB, words)] if verb >= 0 and "信息" not in between else ""
    if channel < 0 and "信息" in before and _WHOSE.sub("", cues.ANY_ITEMS.sub("", before)):
        return False  # 概况类信息更新量25条
    named = (
        channel >= 0
        or re.search(r"信息|消息|推文|文章|稿件|数|量", between)
        or re.match(r"[^,;]{0,2}信息", c.suffix)
    )
    return bool(named) or (
        c.mention.unit in ("条", "篇") and bool(re.search(r"(?:主动|共|累计)公开(?:共|了)?$", words))
    )


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else 0


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=-1)


def published(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """Items published, on one channel or on all."""
    channels = channels_of(c.prefix) or channels_of(c.suffix)
    if not channels and not re.search(r"主动公开|共公开|累计公开", c.prefix):
        channels = said.channels
    elif not channels and re.match(r"(?:通过|依托|利用|在|以|经)", said.label):
        channels = channels_of(said.label)
    where = _where(channels)
    if where:
        said.quantity = f"published.{where}"
        yield _draft(said.quantity, c, segment)


def _where(channels: frozenset[str]) -> str | None:
    if not channels or ("website" in channels and len(channels) > 1):
        return "total"
    if len(channels) == 1:
        return next(iter(channels))
    return "other" if "other" in channels else None
