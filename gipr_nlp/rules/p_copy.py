"""Family P, copied from another body: its name and its place (P05, P07, rules.md 5.14).

Names and places stand in most reports with good reason: superiors, partners, subordinates, courts, models visited.
Only what is said where the issuing body should stand is taken: as the subject of disclosure work or as its owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp import agency
from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Narrative, narrative
from gipr_nlp.rules.regions import home, is_around, region_known
from gipr_nlp.rules.scope import require_report

_RANK = {"national": 0, "province": 1, "city": 2, "county": 3, "town": 4}
_NAME = (
    r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:局|委员会|委|厅|办公室|人民政府|政府|街道办事处|街道|镇|乡|管委会))"
)
#: What only the issuing body says of itself.
_ACTS = (
    r"(?=(?:机关)?(?:全体干部职工)?(?:\d{4}年度?|全年|本年度?|在政府信息公开|在政务公开)?(?:政府信息公开(?:工作)?|政务公开(?:工作)?)?"
    r"(?:高度重视(?:政府信息|政务|信息)公开|认真(?:贯彻|执行)(?:落实)?《|严格(?:按照|执行|落实|遵守)《|共?主动公开(?:各类)?(?:政府)?信息|共?发布(?:各类)?政府信息|共?收到(?:政府)?信息公开申请"
    r"|共?受理(?:政府)?信息公开申请|未收到(?:政府)?信息公开申请|没有收到(?:政府)?信息公开申请|政府信息公开工作(?:有序|稳步|扎实|取得|总体|运行|还|仍|存在)|(?:政府信息|政务)公开工作(?:取得|还存在|仍存在|存在)|(?:积极|全面|扎实|深入|持续|大力|切实)(?:推进|推动|做好|加强|开展)(?:政府信息|政务)公开))"
)
_BEGINS = r"(?:^|(?<=[\n,。;:]))(?:一是|二是|三是|四是|五是|\d{4}年度?,?|本年度?|今年|全年|年内|一年来)?"
_SUBJECT = re.compile(_BEGINS + _NAME + _ACTS)
_PLACE_SUBJECT = re.compile(rf"{_BEGINS}(?P<place>[\u4e00-\u9fff]{{2,5}}?[县市区旗])(?:人民政府)?{_ACTS}")
_OWNER = re.compile(
    rf"(?:成立了?|调整了?|设立了?|健全了?|编制了?|修订了?|完善了?|更新了?)(?:以[^,。;]{{2,16}}为组长的)?{_NAME}"
    r"(?=(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:领导小组|指南|目录|审查制度|保密审查|年度报告))"
)
_CONTACT = re.compile(
    rf"(?:如对本报告有(?:任何)?(?:疑问|异议|意见)[^。;]{{0,12}}?)(?:请|可)(?:直接)?(?:与|向|联系|致电|咨询):?{_NAME}(?=办公室|政务公开|信息公开|联系|咨询|反映|[,(:])"
)
_NOT_A_BODY = re.compile(
    "我|本|该|年|^(?:各|全|其|度|上级|有关|相关|所属|下属|直属|局|委|厅|办|党组|党委|县委|市委|区委|省委|镇党委|乡党委|党政|机关|综合|科|股|内设)|及|和|与|各|牵头|会同|联合|配合|督促|指导|要求|组织|由"
)


def _own_level(case: Case) -> int | None:
    return _RANK.get(case.report.agency.level or "")


@rule(
    "P05",
    "他单位名称残留",
    "error",
    why="以其他单位的名称叙述本机关的公开工作，说明文字是从该单位的报告套用的。",
    basis=PRACTICE,
    bad="青岚县水务局的报告写“青岚县教育局高度重视政府信息公开工作”。",
    good="青岚县水务局的报告写“青岚县水务局高度重视政府信息公开工作”。",
    needs="D/M/C",
)
def foreign_name(case: Case) -> Checks:
    require_report(case)
    own = case.report.agency
    if not own.name or own.kind == "office":
        raise NotApplicable("发布机构不明，或为政府办公室，其报告常以其他单位为主语")
    said = narrative(case)
    found: dict[str, list[tuple[int, int]]] = {}
    for pattern in (_SUBJECT, _OWNER):
        for match in pattern.finditer(said.flat):
            name = match["name"]
            if _is_foreign(case, name):
                found.setdefault(name, []).append(match.span("name"))
    for found_contact in _CONTACT.finditer(said.flat):
        if _is_foreign(case, found_contact["name"]):
            found.setdefault(found_contact["name"], []).append(found_contact.span("name"))
    for name, places in found.items():
        shown = tuple(dict.fromkeys(said.shown(*place) for place in places))[:3]
        listed = "、".join(f"“{s}”" for s in shown)
        yield Hit(
            f"本报告的发布机构是“{own.name}”，正文却以“{name}”叙述公开工作或作为联系单位（{listed}）。请核实是否为套用其他单位文稿时遗留，并更正。",
            found=name,
            expected=own.name,
            evidence=shown,
            quote=name,
            confidence=0.96 if len(places) >= 2 else 0.9,
            **said.place(*places[0]),
        )


def _is_foreign(case: Case, name: str) -> bool:
    """Whether a name is another body's on the same level: neither superior nor subordinate, in another field or place."""
    own, year = case.report.agency, case.report.year
    if _NOT_A_BODY.search(name) or not agency.is_unit(name):
        return False
    other = agency.split(name, year)
    if (
        agency.relation(own.name, name, year) != "different"
        or other.kind == "office"
        or other.sector == "data"
    ):
        return False  # in many places the bureau of data or government services supervises disclosure
    level, rank = other.level, _own_level(case)
    if rank is None or (level is not None and _RANK[level] != rank):
        return False
    mine = agency.split(own.name, year)
    if other.chain and mine.chain and other.chain[-1] != mine.chain[-1]:
        return own.kind == other.kind and not is_around(case, other.chain[-1][0])
    if own.kind == "department" and other.kind == "department":
        return level is not None or bool(other.sector)
    return False


# --- P07 ----------------------------------------------------------------------------------------------------

_SUFFIX = re.compile(
    "[省市县区旗州盟](?=(?:人民)?政府(?:门户|信息公开)?(?:网|平台)|门户网站|政务服务网|(?:政府信息|政务|信息)公开(?:工作|平台|专栏|领导小组|指南|目录|质量|水平)|(?:县委|区委|市委)、|经济社会(?:高质量)?发展(?:大局|实际))"
)
_VISITED = re.compile(
    "(?:与|和|同|赴|到|去|向|往|学习|借鉴|考察|交流|对口|结对|协作|援助?|支援|来自|原籍|户籍|跨|兄弟|周边|相邻|邻近|合作|参照|对标|先进|获悉|转载|省外|市外|外省|外市|外地)[^,。;]{0,12}$"
)
#: Real places whose names are at the same time ordinary words before 县 or 区; names of two characters (和县, 城区) too.
_AMBIGUOUS = (
    "会同县",
    "新城区",
    "市中区",
    "城中区",
    "城关区",
    "新市区",
    "开发区",
    "高新区",
    "江北区",
    "示范区",
)
_INTRODUCES = "(?:通过|在|依托|利用|登[录陆]|推进|推动|提升|加强|做好|围绕|结合)"
_NO_STEM = "通过依托利用其中在由借助负责是为改欢迎经从向到对将把被全各本我该的和与及或市县区省镇乡有等登录推进动提升加强做好围绕结合"
_INVENTED = re.compile(
    rf"{_INTRODUCES}(?P<place>[^{_NO_STEM}\W\da-zA-Z_]{{2,4}}[县区市旗])(?=(?:人民)?政府(?:门户|信息公开)?网|门户网站|(?:政府信息|政务)公开(?:工作|平台|专栏)|(?:县委|区委|市委)、)"
)
_BEFORE_PLACE = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|{_INTRODUCES}|按照|根据|由|经|从|了|的|是|为|对|于|省|自治区|市|州)$"
)
_GENERAL = re.compile(
    "^(?:全|各|本|我|该|上级|市|县|区|省|两|城|郊|辖|园|社|小|新|老|景|库|灾|山|片|街|地|基层|所在|当地|其他|有关|相关|一些|部分)|(?:社|园|小|辖|景|城|街|片|库|地|功能|开发|示范|各|市辖|专|分|展|窗口|大厅|公开|阅览|查阅|休息|等候|服务|自助|体验)区$|[各的和与及]|县区|市区|城市|门市|超市|上市"
)
_OF_COURT = re.compile("^.{0,8}(?:法院|检察院|大学|学院|银行|公司|医院|协会|路|街|大道)")


@rule(
    "P07",
    "他地名残留",
    "error",
    why="把其他地区写成本地（如“通过宜宾市人民政府门户网站公开”），说明文字是从其他地区的报告套用的。",
    basis=PRACTICE,
    bad="威海市某局的报告写“不断提升宜宾市政府信息公开工作水平”。",
    good="威海市某局的报告写“不断提升威海市政府信息公开工作水平”。",
    needs="D/M",
)
def foreign_place(case: Case) -> Checks:
    require_report(case)
    said, own = narrative(case), home(case)
    if not region_known(case):
        raise NotApplicable("发布机构所在的县（市、区）不明")
    real = any(name in agency.gazetteer() for name in own)
    found: dict[str, list[tuple[int, int]]] = {}
    for place, start, end in _places(case, said, real):
        before = said.bare[max(0, start - 16) : start].split("\n")[-1]
        if not _VISITED.search(before) and not _OF_COURT.match(said.bare[end : end + 12]):
            found.setdefault(place, []).append((start, end))
    for place, places in found.items():
        shown = tuple(dict.fromkeys(said.shown(*p) for p in places))[:3]
        listed = "、".join(f"“{s}”" for s in shown)
        far = real and place in agency.gazetteer()
        yield Hit(
            f"发布机构所在地是“{'、'.join(own[-1:])}”，正文却把“{place}”写作本地（{listed}）。请核实是否为套用其他地区文稿时遗留，并更正。",
            found=place,
            expected=own[-1],
            evidence=shown,
            quote=place,
            confidence=0.95 if far and len(places) >= 2 else 0.9 if far else 0.85,
            **said.place(*places[0]),
        )


def _places(case: Case, said: Narrative, real: bool) -> Iterator[tuple[str, int, int]]:
    """Places in the position of one's own that do not belong to one's surroundings."""
    known, rank = agency.gazetteer(), _own_level(case)
    for found in _SUFFIX.finditer(said.bare):
        end = found.end()
        for length in range(11, 2, -1):
            place = said.bare[max(0, end - length) : end]
            if place in known and place not in _AMBIGUOUS:
                if not _BEFORE_PLACE.search(said.bare[max(0, end - length - 3) : end - length]):
                    break
                same_level = _RANK.get(agency.place_level(place) or "", 9) == rank
                if not is_around(case, place) and (real or same_level):
                    yield place, end - length, end
                break
    if rank is None:
        return
    rank = min(rank, _RANK["county"])  # a town speaks of its county as its own place
    for found in (*_INVENTED.finditer(said.bare), *_PLACE_SUBJECT.finditer(said.bare)):
        place = found["place"]
        if place in known or _GENERAL.search(place) or not agency.is_place(place) or is_around(case, place):
            continue
        level = "city" if place[-1] in "州盟" or (place[-1] == "市" and rank == 2) else "county"
        if (_RANK[level] == rank and place[-1] != "市") or (level == "city" and rank == 2):
            yield place, found.start("place"), found.end("place")


RULES = (foreign_name, foreign_place)
