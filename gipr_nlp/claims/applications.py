"""Claims about applications: received, handled, carried over, their results and applicants, none, all, rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gipr_nlp.claims import cues
from gipr_nlp.claims.said import Draft, Said
from gipr_nlp.mentions import Count, Segment

UNITS = ("件", "宗", "份", "条", "起", "例", "个", "次", "人次", "单", "桩", "件次", "笔", "项", "封", None)
NEW, _RECEIVED, HANDLED = (f"applications.{r}.total" for r in ("new_received", "received", "total_handled"))
_IN, CARRIED_OUT = "applications.carried_in.total", "applications.carried_out.total"
_TOTALS = ("new_received", "received", "total_handled")

#: Words that limit nothing: what is left of a stretch without them says of which applications a number speaks.
_FILLER = re.compile(
    r"其中|另外?|还?有|共计?|合计|总计|余|已|的|为|,|本年度?|年内|当年|全年|按时|按期|依法|及时|均|全部|如期|完成|作出|是|经|予以|规定|期限|时限|时间|法定|内|在|了|截至|年底|目前|20\d\d年度?|\d+月|\d+日"
)
_RESTRICTED = re.compile(
    r"(?:延期|延长|当场|即时|提前|电话|书面|口头|重新|主动|简易程序|网上|线上)(?:予以|进行)?$"
)
#: Answers that the tables have no row of this name for (信息不存在答复1件).
_OTHER_ANSWER = re.compile(r"不存在|不属于|非本|非政府信息|告知|指引|途径|视为|终止")
_SENT_ON = re.compile(r"转来|(?<!结)转办|移送|转交|交办|撤回|(?:代|转承|以)[省市县区]?(?:人民)?政府")
_OTHER_YEAR = re.compile(r"(?:(?:20\d\d|上一?|去|前一)年(?:度|全年|同期)*)(?:为|是|有|仅|仅为|共|的|收到)*$")
_COMPARED = re.compile(r"[与较比](?:上一?年|去年|前一年|20\d\d年)(?:度|同期)*的?$")
_TAIL = re.compile(
    r"了|的|共计?|合计|总计|累计|有|为|是|约|近|达到?|各类|总|数|量|书|件|,|:|\"|到|过|得|完毕|亦|均|都|也|仅|只|接近|超|并|且|和|、|及时|按时|按期|依法|任务|工作|情况|结果"
)
_WHOSE = re.compile(
    r"\d{4}年度?|事项|信息|[我本全各该]?(?:局|委|办|镇|乡|厅|县|市|区|街道|单位|机关|中心|办公室|政府|系统|年度?)|全年|一年来|\d{4}年|方面|类|新增|新收|目前|内|网上|线上|在线|信函|[我本全]|今|登记|网络|书面|当面|邮寄|信件|现场"
)
_JOINED = re.compile(r"[并和、且及与]?(?:全部|按时|按期|依法|及时|均)*$")
_WHOLE = re.compile(r"共|全年|本年|年内|今年|累计|合计|总|一年|年度|仅|就|当年")
_NOUN_FIRST = re.compile(r"(?:的|有效)?(?:政府)?(?:信息)?(?:依?申请公开|公开申请|公开|依)?申请")
_NAMED = re.compile(
    r"(?:提出|提交|递交|申请|的|政府|信息|公开|件|类|共|为|有|是|仅|各|:|达|数|量|占|计|,|来自|个人|占绝?大?多数|居多|最多|为主)*$"
)
_BY_WHOM = re.compile(r"(?:来自|为|系|是|由|属于?|均|的|申请人|申请主体|,)*$")
_ASKED = re.compile(r"索要|索取|要求|询问|查询|关于|涉及|想|要看|咨询")


class _Meaning(NamedTuple):
    """A quantity that a number may state, what else it may be, and how firmly it is said."""

    quantity: str
    options: tuple[str, ...] = ()
    partial: bool = False
    loose: bool = False


def count(c: Count, segment: Segment, said: Said) -> Iterator[Draft]:
    """What a number about applications states."""
    m = c.mention
    if m.unit not in UNITS or _SENT_ON.search(c.prefix) or not _countable(c):
        return
    if _COMPARED.search(c.prefix):
        said.quantity = said.quantity if said.quantity.startswith("applications.") else NEW
        yield _draft(said.quantity, c, segment)
        return
    if cues.SPAN_OF_MONTHS.search(c.prefix):
        return
    seldom = bool(cues.PART_OF_YEAR.search(c.prefix)) and not re.search(r"截至|截止|[至到]12月", c.prefix)
    for meaning in _meanings(c, segment, said):
        if seldom:  # 5月收到1件 may be all of the year, or not
            meaning = meaning._replace(partial=True, loose=True)
        said.quantity = meaning.quantity
        _, row, column = meaning.quantity.split(".")
        said.seen.add(row)
        said.shares = said.shares or meaning.partial
        if row in _TOTALS and column == "total":
            said.row = row
        said.handled = said.handled or row == "total_handled"
        yield _draft(meaning.quantity, c, segment, meaning)


def _countable(c: Count) -> bool:
    """Is it applications that are counted, and not a thing beside them (栏目1个, 案卷20件) or a step of one of them?"""
    if _outcome(c.prefix[-30:]):
        return not re.search(r"拟", c.prefix)
    if cues.THING_BEFORE.search(c.prefix) or cues.THING_BEHIND.match(c.suffix):
        return False
    if c.mention.unit in ("个", "次", "项") and not (
        re.match(r"[^,;]{0,6}申请", c.suffix) or "申请" in c.prefix[-8:]
    ):
        return c.mention.unit == "项" and _speaks_of(c.prefix)
    return not cues.FURTHER_STEPS.search(c.near) or bool(_outcome(c.prefix) or _outcome(c.suffix[:10]))


def _draft(quantity: str, c: Count, segment: Segment, how: _Meaning | None = None) -> Draft:
    m, low = c.mention, max(segment.low, c.low)
    options, partial, loose = (how.options, how.partial, how.loose) if how else ((), False, False)
    return Draft(
        quantity, m.value, m.unit, "count", low, m.end, m.start, m.approximate, options, partial, loose
    )


def _meanings(c: Count, segment: Segment, said: Said) -> Iterator[_Meaning]:
    own, behind = c.prefix[-30:], c.suffix[:20]
    carried = carried_over(own, said)
    if carried is None and said.quantity.startswith("applications.") and _OTHER_YEAR.search(own):
        yield _Meaning(said.quantity)
        return
    telling = carried or _outcome(own) or _applicant(own, said) or _verbs(own) or _speaks_of(own)
    text = own if telling else behind
    special = (
        carried
        or carried_over(text, said)
        or _result(text, not telling, said)
        or _applicant(text, said, not telling)
    )
    if special is None:
        more = segment.counts[-1] is not c
        yield from _by_verb(text, said) if telling else _behind(c, text, said, more)
    elif special.startswith("applications.received.") and not carried:
        column = special.rsplit(".", 1)[1]
        yield _Meaning(f"applications.new_received.{column}", (special,))
    elif special.endswith(".commercial"):
        yield _Meaning(special, (special.replace(".commercial", ".organisations"),))
    else:
        granted = special.endswith((".granted.total", ".disclosed.total"))
        yield _Meaning(special, loose=granted and bool(cues.GIVEN_ELSEWHERE.search(said.clause)))


def _speaks_of(text: str) -> bool:
    return any(n.topic.startswith("application") for n in cues.nouns(text))


# --- carried over, results, applicants ------------------------------------------------------------------------------


def carried_over(text: str, said: Said) -> str | None:
    """The quantity that words on what was carried over from or into another year speak of."""
    came, went = cues.carried_in(said.year).search(text), cues.carried_out(said.year).search(text)
    if came and (not went or came.start() <= went.start()):
        return _RECEIVED if cues.NEWLY.search(text[came.end() :]) else _IN
    if went:
        return CARRIED_OUT
    bare = re.search(r"(?:结转|转结)的?(?:申请)?(?:件?数量?|量)?(?:为|是|:|共)*$", text)
    if bare:
        if re.search(r"(?:含|包括|加上|连同|加|连)[^,]{0,4}$", text[: bare.start()]):
            return _IN
        return CARRIED_OUT if said.handled else None
    return None


def _outcome(text: str) -> str | None:
    name = next((name for name, pattern in cues.OUTCOMES if pattern.search(text)), None)
    return name and f"applications.{name}.total"


def _result(text: str, behind: bool, said: Said) -> str | None:
    """The result row that words name; behind a number it must stand close (3件予以公开)."""
    for name, pattern in cues.OUTCOMES:
        found = pattern.search(text)
        if found and not (behind and (found.start() > 8 or _ASKED.search(text[: found.start()]))):
            if name.startswith("refused_") and not cues.REFUSED.search(said.clause):
                return None
            return f"applications.{name}.total"
    return None


def _applicant(text: str, said: Said, behind: bool = False) -> str | None:
    """The column that a kind of applicant names; several kinds together (公民、法人和其他组织) name none."""
    found = [(name, m) for name, pattern in cues.APPLICANTS if (m := _final(pattern, text))]
    if not found or len(found) > 1:
        return None
    name, match = found[0]
    beside = _BY_WHOM.fullmatch(text[: match.start()]) if behind else _NAMED.fullmatch(text[match.end() :])
    generic = match.group() in ("公民", "企业", "公司") and not behind
    if not beside or (generic and re.search(r"收到|受理|接收|接到|办理|处理|答复", text[: match.start()])):
        return None
    return f"applications.{said.row or 'new_received'}.{name}"


def _final(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    return last


# --- received and handled -------------------------------------------------------------------------------------------

_VERBS = (("in", cues.RECEIVED), ("out", cues.HANDLED), ("any", cues.AMBIGUOUS))


def _verbs(text: str) -> list[tuple[int, int, str]]:
    """(start, end, kind) of the verbs that tell what was done with applications; 提出的, 提交的 only where there is
    no other."""
    found: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(
        ((m.start(), m.end(), kind) for kind, p in _VERBS for m in p.finditer(text)),
        key=lambda v: (v[0], -v[1]),
    ):
        if not found or start >= found[-1][1]:
            found.append((start, end, kind))
    main = [v for v in found if not re.match(r"(?:提交|提出|递交|登记)的", text[v[0] :])]
    return main or found


def _by_verb(text: str, said: Said) -> Iterator[_Meaning]:
    """Verb and noun before the number: 收到申请5件, 5月前办结3件."""
    verbs = _verbs(text)
    part = "其中" in text or "另" in text[:3]
    partial = bool(cues.CHANNEL.search(text))
    if not verbs:
        if not part and _plain_noun(text):
            yield _Meaning(_total(said, text), (_RECEIVED, HANDLED), partial)
        return
    last = verbs[-1]
    if not _speaks_of(text):
        if _TAIL.sub("", text[last[1] :]):  # 受理各类证明236件
            return
        if re.match(r"提[出交]|递交", text[last[0] :]) and _FILLER.sub("", text[: last[0]]):  # 企业仅提出9件
            return
    if last[2] == "out":
        yield from _handled(text, verbs, part, partial, said)
    elif part and not cues.OWN.search(text):
        return
    elif {kind for _, _, kind in verbs} == {"in"}:
        quantity = _total(said, text)
        yield _Meaning(quantity, (NEW,) if quantity == _RECEIVED else (_RECEIVED,), partial)
    else:
        together = cues.ALL_TOGETHER.search(text) and {"new_received", "carried_in"} <= said.seen
        quantity = _RECEIVED if together else _total(said, text)
        yield _Meaning(quantity, tuple(q for q in (NEW, _RECEIVED, HANDLED) if q != quantity), partial)


def _handled(
    text: str, verbs: list[tuple[int, int, str]], part: bool, partial: bool, said: Said
) -> Iterator[_Meaning]:
    last = verbs[-1]
    lead = text[: last[0]]
    if _RESTRICTED.search(lead):
        return
    if _OTHER_ANSWER.search(lead):
        return
    before = [v for v in verbs if v[2] == "in"]
    if before and _JOINED.fullmatch(text[before[-1][1] : last[0]]):  # 收到并答复18件
        yield _Meaning(_total(said, text), (_RECEIVED,), partial)
        yield _Meaning(HANDLED, (NEW,), partial)
    elif not part or cues.OWN.search(text) or not _FILLER.sub("", cues.HANDLED.sub("", text)):
        yield _Meaning(HANDLED, (), partial)


def _behind(c: Count, text: str, said: Said, more: bool) -> Iterator[_Meaning]:
    """Noun or verb behind the number: 共计6件政府信息公开申请, 54件已办毕. A few of many are none: 有3件申请."""
    together = {"new_received", "carried_in"} <= said.seen
    if (said.shares or together) and not text and re.search(r"(?:共|合)计?$|总[共计]$", c.prefix):
        quantity = _RECEIVED if together else _total(said, "")  # 网络申请25件，当面申请2件，共27件
        yield _Meaning(quantity, (NEW, _RECEIVED))
        return
    if (
        said.quantity == NEW
        and not said.seen
        and not text
        and re.fullmatch(r"(?:总?共计?|达到?了?|为)+", c.prefix)
    ):
        yield _Meaning(NEW, (_RECEIVED,))  # 比上年多了12件，达到42件
        return
    noun = _NOUN_FIRST.match(text)
    if noun:
        rest = text[noun.end() :]
        whole = _WHOLE.search(c.prefix)
        plain = not _FILLER.sub("", c.prefix)
        if (
            whole
            or (plain and more and rest)  # 15条申请已答复14条
            or (
                plain and c.mention.value != 1 and re.match(r"(?:书|表|件)?(?:中|里|均|全部|都|皆|,|$)", rest)
            )
        ):
            yield _Meaning(_total(said, c.prefix), (_RECEIVED, HANDLED))
        return
    inside = next((n for n in cues.nouns(text) if n.topic == "application"), None)
    if inside and _WHOLE.search(c.prefix):
        yield _Meaning(_total(said, c.prefix), (_RECEIVED, HANDLED), partial=True)
        return
    verb = cues.HANDLED.search(text)
    if verb and not _FILLER.sub("", text[: verb.start()]) and text[verb.end() : verb.end() + 1] != "书":
        yield _Meaning(HANDLED)


def _total(said: Said, text: str) -> str:
    return _RECEIVED if said.carried_in and not cues.NEWLY.search(text) else NEW


def _plain_noun(text: str) -> bool:
    """Applications without any word that picks some of them (涉及征地的申请, 上述申请)."""
    found = [n for n in cues.nouns(text) if n.topic.startswith("application")]
    if not found:
        return False
    rest = text[: found[0].start] + text[found[-1].end :]
    return not _TAIL.sub("", _FILLER.sub("", _WHOSE.sub("", rest)))


def told_later(segment: Segment, said: Said) -> Iterator[Draft]:
    """What became of the last number is said behind a comma: 1件于年底收到，结转下年度; 另1件…，作不予处理."""
    c, text = said.left, re.sub(r"^(?:依法|决定|作出|按|作|予以|已|故|均|将)+", "", segment.text)
    if c is None or cues.NEGATION.match(text):
        return
    went = cues.carried_out(said.year).match(text)
    name = next((name for name, pattern in cues.OUTCOMES if pattern.match(text)), None)
    quantity = CARRIED_OUT if went else f"applications.{name}.total" if name else None
    if quantity and c.mention.unit in UNITS and _countable(c):
        m = c.mention
        end = segment.low + len(segment.text)
        yield Draft(quantity, m.value, m.unit, "count", c.low, end, m.start, m.approximate, loose=not went)
