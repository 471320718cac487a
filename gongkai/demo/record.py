"""Pieces become records: publications with their path through the office, files, index rows. In bulk."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.core.files.base import ContentFile

from catalog.actions import entries
from catalog.law.vocabulary import UnitKind
from catalog.law.workdays import WorkCalendar
from catalog.models import Node, User, work_calendar
from disclosure.actions.publications import index_no
from disclosure.actions.publishing import evaluation_day
from disclosure.checks.files import inspect_file
from disclosure.checks.texts import clean_html, summary_of
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import SMALL_OFFICE, Plan, State, Validity, Verb, WithdrawReason
from disclosure.models import (
    Attachment,
    IndexSerial,
    Publication,
    PublicationEvent,
    Review,
    ReviewPlan,
    ReviewResult,
)
from disclosure.queries.entries import entry_of
from gongkai.demo.files import make
from gongkai.demo.kinds import kind_of
from gongkai.demo.office import Office, moment
from gongkai.demo.places import LATE
from gongkai.demo.story import Paper, Piece, day, html

BATCH = 500
_PASSING = (Verb.APPROVE, Verb.SIGN)
NOTES = ("", "", "", "内容属实，同意公开。", "数字已与台账核对。", "已核对附件，不含个人敏感信息。")
_ISSUERS = (UnitKind.STATION, UnitKind.VILLAGE)  # bodies of their own; offices speak for the township
Say = Callable[[str], object]


@dataclass
class _Dated:
    """A piece with its days fixed."""

    piece: Piece
    formed: date
    created: datetime
    submitted: datetime
    published: datetime
    doc_no: str = ""


def record(
    pieces: Sequence[Piece], office: Office, *, until: date, rng: Random, say: Say = lambda line: None
) -> int:
    """Write the pieces as records. Returns the number of publications.

    Args:
        until: nothing is dated later.
        say: receives a line of progress for each batch.
    """
    calendar = work_calendar()
    dated = _in_window(pieces, office.township.started_on, until, calendar, rng)
    _number(dated, office)
    _count(dated, office.township.started_on, until)
    _papers(dated, office)
    nodes = {node.key: node for node in Node.objects.of_township(office.township).items()}
    roots = {node.tree_id: node for node in Node.objects.filter(parent__isnull=True)}
    serials: Counter[int] = Counter()
    for start in range(0, len(dated), BATCH):
        part = dated[start : start + BATCH]
        publications = [_publication(row, office, nodes[row.piece.item], serials, rng) for row in part]
        Publication.objects.bulk_create(publications)
        _steps(list(zip(part, publications, strict=True)), office)
        _files(list(zip(part, publications, strict=True)), rng)
        public = [made for made in publications if made.state == State.PUBLISHED]
        entries.put_all([entry_of(made, roots[made.node.tree_id]) for made in public])
        say(f"已生成公开信息 {start + len(part)} / {len(dated)} 条")
    ReviewPlan.objects.create(township=office.township, stages=[stage.value for stage in _plan(office)])
    IndexSerial.objects.bulk_create(
        IndexSerial(township=office.township, year=year, last=last) for year, last in sorted(serials.items())
    )
    return len(dated)


def _in_window(
    pieces: Sequence[Piece], start: date, until: date, calendar: WorkCalendar, rng: Random
) -> list[_Dated]:
    """Those that were published by `until`, oldest first; older ones only where they were brought in (迁入)."""
    rows = []
    for piece in pieces:
        row = _date(piece, calendar, rng)
        day = row.published.date()
        if piece.carried:
            if row.formed < start:
                rows.append(_carried(row, start, calendar, rng))
        elif row.formed >= start and (day < until or (piece.state != State.PUBLISHED and row.formed < until)):
            rows.append(row)
    return sorted(rows, key=lambda row: (row.published, row.piece.title))


def _date(piece: Piece, calendar: WorkCalendar, rng: Random) -> _Dated:
    formed = calendar.roll(piece.on)
    lag = piece.lag
    if lag is None:
        lag = rng.randint(28, 47) if piece.unit in LATE else rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 7, 9))
    if lag == 0:  # a warning: made and published within hours
        early = moment(formed, 8, rng.randrange(30, 45))
        return _Dated(
            piece,
            formed,
            early,
            early + timedelta(minutes=12),
            early + timedelta(minutes=rng.randint(30, 80)),
        )
    published = calendar.add(formed, lag).on
    day_before = formed if lag < 2 else calendar.back(published, 1).on
    hour, minute = rng.choice((8, 9, 9, 10, 10, 11, 14, 15, 15, 16)), rng.randrange(60)
    if hour == 8:
        minute = 30 + minute // 2
    if hour == 14:
        minute = 30 + minute // 2
    return _Dated(
        piece,
        formed,
        moment(day_before, 9, rng.randrange(30, 60)),
        moment(day_before, 16, rng.randrange(60)),
        moment(published, hour, minute),
    )


def _carried(row: _Dated, start: date, calendar: WorkCalendar, rng: Random) -> _Dated:
    """Brought in within the first days of the system."""
    day = calendar.add(start, rng.randint(1, 4)).on
    row.created = row.submitted = row.published = moment(day, 15, rng.randrange(60))
    return row


def _number(rows: list[_Dated], office: Office) -> None:
    """文号 by series and year, in the order of the papers' dates, without gaps."""
    last: Counter[tuple[str, int]] = Counter()
    for row in sorted(rows, key=lambda row: (row.formed, row.piece.title)):
        if row.piece.doc and row.piece.state in (State.PUBLISHED, State.WITHDRAWN):
            last[row.piece.doc, row.formed.year] += 1
            row.doc_no = f"{row.piece.doc}〔{row.formed.year}〕{last[row.piece.doc, row.formed.year]}号"


def _count(rows: list[_Dated], start: date, until: date) -> None:
    """Yearly reports name the number of items: counted where the year lies inside the time, told otherwise."""
    counts = Counter(row.published.year for row in rows if row.piece.state == State.PUBLISHED)
    for row in rows:
        for year in range(start.year - 1, until.year + 1):
            mark = f"【{year}年条数】"
            if mark in row.piece.text:
                whole = start.year < year < until.year
                number = str(counts[year] if whole else Random(f"count{year}").randint(146, 168))
                row.piece = _filled(row.piece, mark, number)


def _papers(rows: list[_Dated], office: Office) -> None:
    """Every paper with a 文号 has its own sheet to download, unless it has one already."""
    for row in rows:
        piece = row.piece
        if row.doc_no and not piece.again and not any(isinstance(file, Paper) for file in piece.files):
            paper = Paper(f"{piece.title}.pdf", piece.title, f"{row.doc_no}\n{_signed(row, office)}")
            row.piece = replace(piece, files=(paper, *piece.files))


def _filled(piece: Piece, mark: str, number: str) -> Piece:
    files = tuple(
        replace(file, text=file.text.replace(mark, number)) if isinstance(file, Paper) else file
        for file in piece.files
    )
    return replace(piece, text=piece.text.replace(mark, number), files=files)


def _publication(row: _Dated, office: Office, node: Node, serials: Counter[int], rng: Random) -> Publication:
    piece = row.piece
    unit = office.units[piece.unit]
    writer = _writer(office, piece.unit)
    made = Publication(
        township=office.township,
        unit=unit,
        node=node,
        title=piece.title,
        text=(text := clean_html(html(_signed(row, office)))),
        summary=summary_of(text),
        doc_no=row.doc_no,
        formed_on=row.formed,
        issuer=unit.name if unit.kind in _ISSUERS else office.township.name,
        theme=piece.theme,
        source=unit.name,
        validity=piece.validity or (Validity.VALID if piece.doc else Validity.NONE),
        state=piece.state,
        created_by=writer,
        created_at=row.created,
        version={
            State.DRAFT: 3 if piece.remark else 1,
            State.LEVEL1: 2,
            State.PUBLISHED: 4,
            State.WITHDRAWN: 5,
        }[piece.state],
    )
    made.kind, made.details = kind_of(piece.title, row.formed, made.issuer)
    if made.validity:
        made.kind, made.details, made.theme = Kind.POLICY, {}, made.theme or "综合政务"
        made.interpretation_exemption = "落实上级部署的事务性安排，内容已写明，不另作解读。"
    if piece.state != State.DRAFT or piece.remark:
        made.submitted_by, made.round = writer, 1
        made.plan = [stage.value for stage in _plan(office)]
    if piece.state in (State.PUBLISHED, State.WITHDRAWN):
        made.published_at = made.public_from = row.published
        serials[row.published.year] += 1
        made.index_no = index_no(office.township, row.published, serials[row.published.year])
        made.next_evaluation_on = evaluation_day(row.published)
        if piece.days:
            made.public_until = moment(row.published.date() + timedelta(days=piece.days + 1), 0)
    if piece.carried:
        made.carried_over, made.submitted_by, made.version = True, None, 2
        made.plan, made.round = [], 0
        made.created_by = office.user("guanli")
        made.original_published_on = row.formed + timedelta(days=rng.randint(1, 9))
        made.original_url = (
            f"{office.township.county_url}{row.formed:%Y%m}/{rng.randrange(10000, 99999)}.html"
        )
    if piece.state == State.WITHDRAWN:
        made.withdrawn_at = row.published + timedelta(days=1)
        made.withdraw_reason = WithdrawReason.ERROR
    return made


def _signed(row: _Dated, office: Office) -> str:
    """A paper with a 文号 ends with who made it and when."""
    if not row.doc_no:
        return row.piece.text
    return f"{row.piece.text.rstrip()}\n{office.township.name}\n{day(row.formed)}"


def _writer(office: Office, unit: str) -> User:
    special = {"社会事务办": "bianji-shehui", "财政所": "bianji-caizheng"}.get(unit, "bianji")
    return office.user(special) if office.has(special) else office.user("bianji")


def _steps(rows: list[tuple[_Dated, Publication]], office: Office) -> None:
    reviews: list[Review] = []
    events: list[PublicationEvent] = []
    for row, made in rows:
        events.extend(
            PublicationEvent(publication=made, verb=verb, by=by, at=at, note=note)
            for verb, by, at, note in _path(row, made, office)
        )
        if made.state in (State.PUBLISHED, State.WITHDRAWN) and not made.carried_over:
            passed = [event for event in events if event.publication is made and event.verb in _PASSING]
            reviews.extend(
                Review(
                    publication=made,
                    stage=stage,
                    by=event.by,
                    at=event.at,
                    result=ReviewResult.APPROVED,
                    secrecy_checked=event.verb == Verb.SIGN,
                    remark=event.note,
                )
                for stage, event in zip(_plan(office), passed, strict=True)
            )
        elif row.piece.remark:
            back = events[-1]
            reviews.append(
                Review(
                    publication=made, by=back.by, at=back.at, result=ReviewResult.RETURNED, remark=back.note
                )
            )
    PublicationEvent.objects.bulk_create(events, batch_size=BATCH)
    Review.objects.bulk_create(reviews, batch_size=BATCH)


def _path(row: _Dated, made: Publication, office: Office) -> Iterator[tuple[Verb, User, datetime, str]]:
    writer = made.created_by
    if made.carried_over:
        yield Verb.CREATE, writer, row.created, ""
        yield Verb.CARRY_OVER, writer, row.published, "从县门户网站迁入，保留原发布日期"
        return
    yield Verb.CREATE, writer, row.created, ""
    if made.state == State.DRAFT and not row.piece.remark:
        return
    yield Verb.SUBMIT, writer, row.submitted, ""
    if row.piece.remark:
        yield Verb.SEND_BACK, office.user("shenhe"), row.submitted + timedelta(minutes=41), row.piece.remark
    elif made.state != State.LEVEL1:
        if len(_plan(office)) > 1:
            yield Verb.APPROVE, office.user("shenhe"), row.submitted + (row.published - row.submitted) / 2, ""
        signer = office.user("qianfa" if office.has("qianfa") else "shenhe")
        yield Verb.SIGN, signer, row.published, NOTES[len(made.title) % len(NOTES)]
        if made.state == State.WITHDRAWN and made.withdrawn_at:
            yield (
                Verb.WITHDRAW,
                office.user("qianfa" if office.has("qianfa") else "shenhe"),
                made.withdrawn_at,
                ("表中合计数有误，撤回更正后重新公开"),
            )


def _plan(office: Office) -> Plan:
    """A small office's levels; the smallest has one."""
    return SMALL_OFFICE if office.has("qianfa") else (State.LEVEL1,)


def _files(rows: list[tuple[_Dated, Publication]], rng: Random) -> None:
    made: list[Attachment] = []
    for row, publication in rows:
        for position, file in enumerate(row.piece.files):
            data = make(file)
            facts = inspect_file(data, file.name)
            attachment = Attachment(
                key=uuid.UUID(int=rng.getrandbits(128), version=4),
                publication=publication,
                name=file.name,
                kind=facts.kind,
                size=facts.size,
                sha256=facts.sha256,
                position=position,
            )
            attachment.file.save(file.name, ContentFile(data), save=False)
            made.append(attachment)
    Attachment.objects.bulk_create(made, batch_size=BATCH)
