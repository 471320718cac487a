"""The check desk's rules over title, text and elements of a publication (design §7). Rules are data: each has an id, a
severity, why it exists and, where it can be done for the clerk, a one-click fix (`checks.fixes`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from django.utils import timezone

from catalog.models import Entry
from disclosure.checks.explaining import early_or_alone, extension_faults, extension_texts, short_period
from disclosure.checks.personal import scan_html, scan_text
from disclosure.checks.texts import plain_text, summary_of
from disclosure.checks.wording import Wording, find_wordings, wordings_of
from disclosure.law.kinds import BODILESS, EXPLAINED, POSTED, Kind, Shape, elements_of
from disclosure.models import Publication, Reach, Severity

TITLE, TEXT = "标题", "正文"
_AROUND = 12  # characters shown either side of what was found


@dataclass(frozen=True)
class Found:
    """One thing found. `key` tells it from others of the same rule and place, so that it is known again."""

    rule: str
    severity: Severity
    place: str
    message: str
    excerpt: str = ""
    fix: str = ""
    key: str = ""

    def digest(self, attachment: int = 0) -> str:
        """Stable name of this finding within its publication."""
        told = "\x1f".join((str(attachment), self.rule, self.place, self.key or self.excerpt or self.message))
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Rule:
    """id, severity, why; `look` finds. fix: name in `checks.fixes.FIXES`."""

    id: str
    severity: Severity
    explanation: str
    look: Callable[["Subject"], Iterator[tuple[str, str, str]]]  # place, message, excerpt
    fix: str = ""


@dataclass(frozen=True)
class Subject:
    """What is examined, read once."""

    publication: Publication
    at: datetime
    wordings: Sequence[Wording] = ()

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def kind(self) -> Kind:
        return Kind(self.publication.kind)

    @cached_property
    def plain(self) -> str:
        return plain_text(self.publication.text)

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """The files for download, by name, with the words of films and sounds. 1 query."""
        return list(self.publication.attachments.downloads().values_list("name", "transcript"))

    @property
    def has_files(self) -> bool:
        return bool(self.files)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every text a resident reads, with where it stands."""
        pub = self.publication
        own = [
            (TITLE, pub.title),
            (TEXT, self.plain),
            ("内容概述", "" if pub.summary == summary_of(pub.text) else pub.summary),  # else told twice
            ("异议反映方式", pub.posting_contact),
        ]
        details = [
            (element.label, str(pub.details.get(element.key, "")))
            for element in elements_of(self.kind)
            if not element.column
        ]
        return [(place, text) for place, text in (*own, *details, *self.beside) if text]

    @cached_property
    def beside(self) -> list[tuple[str, str]]:
        """Those of an interpretation, response or consultation, and what films and sounds say: mended in forms of their
        own, not by a click.
        """
        told = [(f"“{name}”的文字稿", words) for name, words in self.files if words]
        return [*extension_texts(self.publication), *told]

    def clicked(self, fix: str, place: str) -> str:
        """The fix where it can be done for the clerk, else ""."""
        return "" if place in dict(self.beside) else fix


def examine(publication: Publication, *, at: datetime) -> list[Found]:
    """All that the rules find now, in the order of the table."""
    subject = Subject(publication, at, wordings_of(publication.township_id))
    found = [
        Found(rule.id, rule.severity, place, message, excerpt, rule.fix)
        for rule in RULES.values()
        for place, message, excerpt in rule.look(subject)
    ]
    found += _personal(subject)
    for place, text in subject.texts:
        for each in find_wordings(text, subject.wordings):
            severity = Severity.HOLD if each.wording.blocks else Severity.NOTICE
            found.append(
                Found(
                    "wording", severity, place, each.message, around(text, each.start, each.end),
                    subject.clicked("wording" if each.wording.right else "", place), key=f"{each.wording.wrong}@{each.number}",
                )
            )  # fmt: skip
    return found


def _personal(subject: Subject) -> Iterator[Found]:
    """Personal data in every text a resident reads (PII-4)."""
    for place, text in subject.texts:
        hits = scan_html(subject.publication.text) if place == TEXT else scan_text(text, place)
        for hit in hits:
            severity = Severity.HOLD if hit.blocks else Severity.NOTICE
            fix = subject.clicked("mask_text" if hit.blocks else "", place)
            yield Found(
                "personal", severity, hit.place, f"出现{hit.kind.label}。", hit.excerpt, fix, key=hit.digest
            )


def around(text: str, start: int, end: int) -> str:
    """The words about a place, with marks where they were cut."""
    left, right = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    return f"{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}"


# ---- complete for its kind ----------------------------------------------------------------------------------
_Said = Iterator[tuple[str, str, str]]


def _elements(subject: Subject) -> _Said:
    pub = subject.publication
    for element in elements_of(subject.kind):
        value = getattr(pub, element.key) if element.column else pub.details.get(element.key)
        if element.required and value in (None, ""):
            yield element.label, f"{subject.kind.label}须填写“{element.label}”。", ""


def _shapes(subject: Subject) -> _Said:
    for element in elements_of(subject.kind):
        value = subject.publication.details.get(element.key, "")
        if element.column or value in (None, ""):
            continue
        if element.shape == Shape.YEAR and not re.fullmatch(r"20\d\d", str(value)):
            yield element.label, "年度写四位数字，如 2026。", str(value)


def _body(subject: Subject) -> _Said:
    if len(subject.plain) < 10 and not subject.has_files:
        yield TEXT, "没有正文，也没有附件。", ""
    elif not subject.plain and subject.kind not in BODILESS:
        yield TEXT, "正文是空的，群众只能下载附件。建议在正文写一两句说明，或把全文放进正文。", ""


def _posting(subject: Subject) -> _Said:
    pub = subject.publication
    if (subject.kind in POSTED or pub.person_list) and not pub.posted_days:
        yield "公示天数", "含个人名单的公示须填写公示天数，期满自动撤下。", ""
    if pub.posted_days and not pub.posting_contact:
        yield "异议反映方式", "公示须写明异议向哪个单位、哪个电话反映。", ""


def _board_only(subject: Subject) -> _Said:
    pub = subject.publication
    if pub.reach != Reach.BOARD:
        return
    if pub.head_count is None:
        yield "人数（户数）", "这份名单只在公示栏张贴，网上须填写人数（户数）。", ""
    if pub.amount is None:
        yield "金额合计（元）", "这份名单只在公示栏张贴，网上须填写金额合计；不涉及资金的填 0。", ""


def _board_names(subject: Subject) -> _Said:
    pub = subject.publication
    if pub.reach != Reach.BOARD:
        return
    if subject.has_files:
        yield "附件", "这份名单只在公示栏张贴，网上只公开人数和金额，请移除名单附件。", ""
    if "<table" in pub.text:
        yield TEXT, "正文里有表格。这份名单只在公示栏张贴，网上不能出现姓名，请删去表格。", ""


def _list_files(subject: Subject) -> _Said:
    pub = subject.publication
    if not pub.person_list or pub.reach == Reach.BOARD:
        return
    for name, _ in subject.files:
        if not name.lower().endswith((".xlsx", ".csv")):
            yield (
                "附件",
                f"“{name}”群众看不到：名单的附件不提供下载，只有 .xlsx、.csv 能在页面上显示为表格。",
                "",
            )


def _explained(subject: Subject) -> _Said:
    pub = subject.publication
    if subject.kind not in EXPLAINED or pub.interpretation_exemption.strip() or pub.revises_id:
        return
    if not pub.pk or not pub.interpretations.exclude(publication__state__in=["dropped", "barred"]).exists():
        yield "政策解读", "政策文件须同步起草解读，或写明不作解读的理由。", ""


def _extension(subject: Subject) -> _Said:
    yield from extension_faults(subject.publication, subject.today)


def _unsigned(subject: Subject) -> _Said:
    yield from early_or_alone(subject.publication)


def _short(subject: Subject) -> _Said:
    yield from short_period(subject.publication, subject.today)


# ---- title, dates, numbers ----------------------------------------------------------------------------------
_DOC_NO = re.compile(r"^(?P<body>[^\d〔〕\[\]【】（）()]+)〔(?P<year>\d{4})〕(?P<number>[1-9]\d*)号$")
_SIGNED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _title(subject: Subject) -> _Said:
    title = subject.publication.title.strip()
    if title.endswith(("。", "，", "；", ".")):
        yield TITLE, "标题末尾不加标点。", title[-8:]
    if len(title) < 5:
        yield TITLE, "标题太短，看不出是什么事。", title


def _doc_no(subject: Subject) -> _Said:
    number = subject.publication.doc_no.strip()
    if number and not _DOC_NO.match(number):
        yield (
            "文号",
            "文号应写成“机关代字〔年份〕顺序号号”，如“望府发〔2026〕12号”：用六角括号，不写“第”，不补零。",
            number,
        )


def _doc_year(subject: Subject) -> _Said:
    pub = subject.publication
    found = _DOC_NO.match(pub.doc_no.strip())
    if found and pub.formed_on and abs(int(found["year"]) - pub.formed_on.year) > 0:
        yield "文号", f"文号是{found['year']}年，成文日期是{pub.formed_on.year}年，请核对。", pub.doc_no


def _formed(subject: Subject) -> _Said:
    pub = subject.publication
    tail = subject.plain[-40:]
    found = list(_SIGNED.finditer(tail))
    if not found or pub.formed_on is None or not tail.rstrip("。 ").endswith(found[-1].group()):
        return
    year, month, day = (int(part) for part in found[-1].groups())
    if (year, month, day) != (pub.formed_on.year, pub.formed_on.month, pub.formed_on.day):
        yield (
            "成文日期",
            f"正文落款是{found[-1].group()}，成文日期填的是{pub.formed_on:%Y-%m-%d}，请核对。",
            found[-1].group(),
        )


_TIME = re.compile(r"(上午|中午|下午|晚上)\s*(\d{1,2})[:：](\d{2})")


def _times(subject: Subject) -> _Said:
    for place, text in subject.texts:
        for found in _TIME.finditer(text):
            hour = int(found[2])
            if (found[1] in ("下午", "晚上") and hour > 12) or (found[1] == "上午" and hour > 12):
                yield (
                    place,
                    f"“{found.group()}”重复：用了“{found[1]}”就写12小时制，或去掉“{found[1]}”。",
                    found.group(),
                )


_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _dates(subject: Subject) -> _Said:
    for place, text in subject.texts:
        for found in _DATE.finditer(text):
            month, day = int(found[2]), int(found[3])
            if not 1 <= month <= 12 or not 1 <= day <= _MOST_DAYS[month - 1]:
                yield place, f"没有“{found.group()}”这一天。", found.group()


_HREF = re.compile(r'href="(/[^"#?]*)')
_INFO = re.compile(r"^/info/(\d+)/$")


def _links(subject: Subject) -> _Said:
    """Links to our own pages that lead nowhere. Stored addresses carry no township prefix; others are not ours to ask."""
    pub = subject.publication
    paths = list(dict.fromkeys(_HREF.findall(pub.text)))
    if not paths:
        return
    township = pub.township
    alive = set(
        Entry.objects.public(township, subject.at).filter(path__in=paths).values_list("path", flat=True)
    )
    for path in paths:
        found = _INFO.match(path)
        if found and path not in alive:
            yield TEXT, f"链接 {path} 打不开：那条信息没有公开，或已撤下。", path


# ---- what must not go out -----------------------------------------------------------------------------------
_SECRET = re.compile(
    r"(绝密|机密|秘密)\s*[★☆]|内部资料[，,]?\s*(?:注意保存|不得外传)|(?:不予|严禁)外传|工作秘密"
)


def _secrets(subject: Subject) -> _Said:
    for place, text in subject.texts:
        for found in _SECRET.finditer(text):
            yield (
                place,
                f"出现“{found.group()}”。本系统为非涉密系统，涉密和内部材料不能录入；如只是提到这个词，由签发领导放行。",
                found.group(),
            )


def _nothing(subject: Subject) -> _Said:
    """Of rules that look elsewhere: at files, at the words' table."""
    return iter(())


_MARK = re.compile(r"[XＸ×]{3,}|_{4,}|（此处.{0,10}）|\bTODO\b|待定稿|征求意见稿草稿")


def _unfinished(subject: Subject) -> _Said:
    for place, text in subject.texts:
        for found in _MARK.finditer(text):
            yield place, f"“{found.group()}”像是没有写完的地方。", around(text, found.start(), found.end())


_TABLE: tuple[Rule, ...] = (
    Rule("elements", Severity.STOP, "每一种信息都有群众必须看到的要素，缺了等于没有公开。", _elements),
    Rule("shapes", Severity.STOP, "年度等要素按统一的样子填写，才能检索和统计。", _shapes),
    Rule("posting", Severity.STOP, "公示须让人知道公示到哪天、有异议找谁；名单期满自动撤下（NOT-1、NOT-2）。", _posting),
    Rule("board-figures", Severity.STOP, "救助、残疾等名单涉及敏感信息，只在村公示栏张贴，网上只公开人数和金额。", _board_only),
    Rule("board-names", Severity.STOP, "救助、残疾等名单涉及敏感信息，姓名不能上网。", _board_names),
    Rule("list-files", Severity.NOTICE, "含个人名单的附件不能下载，名单只在页面上看，期满撤下（NOT-2）。", _list_files),
    Rule("interpretation", Severity.STOP, "政策文件与解读同步组织、同步审签、同步部署（INT-1）。", _explained),
    Rule("interpretation-unsigned", Severity.HOLD, "政策文件与解读同步审签、同时公开（INT-1）。", _unsigned),
    Rule("explaining", Severity.STOP, "解读要对应文件，回应要说清误解、事实和依据，征求意见要有期限和途径（INT-4、INT-7）。", _extension),
    Rule("solicitation-period", Severity.HOLD, "征求意见一般不少于30日，缩短的要说明理由（INT-7）。", _short),
    Rule("body", Severity.NOTICE, "手机上打不开附件的群众，至少能看到说明。", _body),
    Rule("title", Severity.NOTICE, "标题是列表和搜索里唯一看得到的字。", _title, "title"),
    Rule("doc-no", Severity.NOTICE, "文号照《党政机关公文格式》（GB/T 9704）书写。", _doc_no, "doc_no"),
    Rule("doc-year", Severity.NOTICE, "文号的年份一般就是成文的年份。", _doc_year),
    Rule("formed-on", Severity.NOTICE, "成文日期就是落款日期，公开时限从它算起。", _formed),
    Rule("times", Severity.NOTICE, "时间写清楚，群众才不会跑空。", _times),
    Rule("dates", Severity.NOTICE, "不存在的日期多半是打错了。", _dates),
    Rule("links", Severity.NOTICE, "打不开的链接是网站检查的扣分项（SITE-4）。", _links),
    Rule("secrecy", Severity.HOLD, "先审查、后公开（保密法第三十五条，REV-2）。", _secrets),
    Rule("personal", Severity.HOLD, "身份证号、手机号、银行账号、住址等一经上网就收不回来（PII-1、PII-4）。", _nothing),
    Rule("hidden", Severity.HOLD, "隐藏的行列、批注、修订痕迹，别人下载后一点就看到（PII-4）。", _nothing),
    Rule("hidden-empty", Severity.NOTICE, "文档属性等痕迹不影响公开，可以一并去掉。", _nothing),
    Rule("unreadable", Severity.NOTICE, "系统读不出图片里的字，须由人逐页看过。", _nothing),
    Rule("truncated", Severity.HOLD, "没有检查完的文件不能公开。", _nothing),
    Rule("file-refused", Severity.STOP, "打不开的文件，群众也打不开。", _nothing),
    Rule("wording", Severity.NOTICE, "常见的错别字和用语，由本镇自己维护，没有哪一份是官方的。", _nothing),
    Rule("unfinished", Severity.NOTICE, "留着占位符的文件一看就是没有写完。", _unfinished),
)  # fmt: skip
RULES: dict[str, Rule] = {rule.id: rule for rule in _TABLE}
