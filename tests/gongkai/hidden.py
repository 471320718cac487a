"""A township in which something that must stay inside is in every state, each piece with a word of its own to know it by.

A word is QZ, two figures of the thing, and a letter for where it stands (T title, X text, N file name, C content …);
with a dash, so that no random token has one.
What anyone may read says PZ instead.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from catalog.law.roles import Role
from catalog.law.vocabulary import Level, Origin
from catalog.models import Membership, User
from disclosure.actions import checking, explaining, fixing, publications, publishing, reviewing, soliciting
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Attachment, Duty, FileRole, Finding, Publication, Review, Withheld
from tests.disclosure.checks import planted
from tests.factories import catalog, disclosure, owing, recordings
from tests.factories.reviewing import AT, Desk, png
from tests.factories.scans import scan
from villages.actions import papers, sheets, tables
from villages.law.kinds import SheetKind
from villages.law.papers import PaperKind
from villages.models import Sheet, SheetPaper

NOW = AT + timedelta(days=40)  # when the walk takes place; all postings are over
SEARCHED = "隐匿事项"  # stands in every title
FAR_OFF = {
    Publication: 700_000, Attachment: 710_000, Finding: 720_000, Review: 730_000, Duty: 740_000, SheetPaper: 750_000,
    Sheet: 760_000,
}  # fmt: skip


@dataclass
class World:
    desk: Desk
    viewers: dict[str, User | None]
    hidden: dict[str, Publication] = field(default_factory=dict)  # address, files and words must stay inside
    open_words: set[str] = field(default_factory=set)  # of hidden ones, what a list may still say
    closed_files: list[Attachment] = field(default_factory=list)  # of what is public: retired, original, scan
    shown: dict[str, Publication] = field(default_factory=dict)
    papers: list[SheetPaper] = field(default_factory=list)  # behind village sheets, public ones too
    village_clerk: User | None = None  # whose papers they are

    @property
    def files(self) -> list[Attachment]:
        return [*Attachment.objects.filter(publication__in=self.hidden.values()), *self.closed_files]


def far_off() -> None:
    """Numbers no other kind of record has, so that an address of one never is the address of another."""
    with connection.cursor() as cursor:
        for model, start in FAR_OFF.items():
            _from(cursor, model, start)


def _from(cursor: Any, model: type[Model], start: int) -> None:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
    else:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, start])


def words(code: int, *, open_: bool = False, **more: object) -> dict[str, Any]:
    """Columns and one file, each with its word."""
    mark = f"{'PZ' if open_ else 'QZ'}-{code:02}"
    return {
        "title": f"{SEARCHED}{mark}T", "summary": f"概述{mark}S", "text": f"<p>正文{mark}X，望禾镇春季灌溉用水安排。</p>",
        "doc_no": f"{mark}D〔2026〕{code}号", "source": f"来源{mark}O", "theme": f"{mark}H", "attribute_ground": f"依据{mark}G",
        "posting_contact": f"{mark}P办公室", "files": [Upload(f"{mark}N.csv", f"村,数\n{mark}C,1\n".encode())],
    } | more  # fmt: skip


def build() -> World:
    """By the acts themselves wherever an act leads there."""
    far_off()
    desk = Desk()
    other = catalog.township("meilan", "梅岚乡")
    world = World(desk, _viewers(desk, other))
    _under_way(world)
    _once_public(world)
    _beside_what_is_public(world)
    _related(world)
    _papers(world)
    return world


def _viewers(desk: Desk, other: Any) -> dict[str, User | None]:
    """Nobody here may read what the office keeps inside."""
    finance = catalog.unit(desk.town, "财政所")
    official = catalog.user_with(Role.ADMIN, other, "meilan-admin")
    for role in set(Role) - {Role.ADMIN}:
        Membership.objects.create(user=official, unit=other.unit, role=role)
    outside = catalog.user_with(Role.REQUEST_OFFICER, desk.town, "yishenqing")
    Membership.objects.create(user=outside, unit=desk.town.unit, role=Role.LEGAL)
    village = catalog.village(desk.town)
    Membership.objects.create(user=outside, unit=village, role=Role.VILLAGE_SUPERVISOR)
    everything = catalog.user_with(Role.EDITOR, finance, "caizheng")
    for role in (Role.SECTION_HEAD, Role.SIGNER, Role.SECRECY):
        Membership.objects.create(user=everything, unit=finance, role=role)
    return {
        "stranger": None,
        "other unit": everything,
        "village clerk": catalog.user_with(Role.VILLAGE_CLERK, village, "cunwu"),
        "request officer": outside,
        "other township": official,
    }


def _under_way(world: World) -> None:
    desk, hidden = world.desk, world.hidden
    hidden["draft"] = desk.draft(**words(1))
    reviewing.send_back(pk=desk.submit(hidden["draft"]).pk, by=desk.head, at=AT, remark="退回意见QZ-01R")
    for code, state in enumerate((State.LEVEL1, State.LEVEL2, State.SECRECY, State.LEVEL3), 2):
        hidden[state] = desk.at(state, **words(code))
    hidden["ruling"] = _referred(desk, 6)
    barred = _referred(desk, 7)
    hidden["barred"] = reviewing.rule(
        pk=barred.pk, by=desk.office_head, at=AT, may_open=False, remark="复函QZ-07R", exemption="EXM-4"
    )
    hidden["scheduled"] = desk.approve(
        desk.at(State.LEVEL3, **words(8)), publish_at=NOW + timedelta(minutes=1)
    )
    dropped = desk.draft(**words(9))
    hidden["dropped"] = publications.drop(pk=dropped.pk, by=desk.editor, at=AT, note="作废原因QZ-09R")
    pictured = desk.draft(**words(10, picture=Upload("QZ-10M.png", png() + b"QZ-10I", alt="QZ-10A图")))
    picture = pictured.attachments.get(role=FileRole.PICTURE)
    hidden["picture of a draft"] = publications.edit(
        pk=pictured.pk, by=desk.editor, at=AT,
        fields={"text": f'<p>QZ-10X</p><p><img src="{picture.path}" alt="QZ-10A图"></p>'},
    )  # fmt: skip
    hidden["film of a draft"] = desk.draft(**words(13, files=[_film("QZ-13")]))
    row = owing.row(desk.town, desk.office)
    duty = Duty.objects.create(
        township=desk.town, unit=desk.office, node=row.node, domain=row.node.get_root(), first=date(2026, 1, 1),
        last=date(2026, 3, 31), due_on=date(2026, 4, 15), occasion="x",
    )  # fmt: skip
    hidden["draft for a duty"] = desk.draft(**words(11, node=row.node), for_duty=duty)
    Withheld.objects.create(
        township=desk.town, unit=desk.office, title="不公开文件QZ-12T", formed_on=AT.date(), attribute="closed", exemption="EXM-5",
        reason="具体说明QZ-12R", decided_by=desk.editor, decided_at=AT, next_evaluation_on=date(2027, 3, 9),
    )  # fmt: skip


def _film(mark: str) -> Upload:
    data = recordings.film() + recordings.box(b"free", f"{mark}C".encode())
    return Upload(f"{mark}N.mp4", data, transcript=f"文字稿{mark}V，村里的水渠修好了。")


def _referred(desk: Desk, code: int) -> Publication:
    made = desk.at(State.LEVEL2, **words(code))
    return reviewing.refer(
        pk=made.pk, by=desk.deputy, at=AT, to=f"县保密局QZ-{code:02}B", remark=f"拿不准QZ-{code:02}R"
    )


def _once_public(world: World) -> None:
    desk, hidden = world.desk, world.hidden
    hidden["withdrawn"] = _withdrawn(desk, 20)
    listed = {"kind": "list", "posted_days": 5, "details": {"period": "QZ-21E"}}
    over = desk.published(**words(21, **listed))
    publishing.expire(pk=over.pk, at=NOW)
    hidden["expired"] = publishing.note_result(pk=over.pk, by=desk.editor, at=NOW, result="QZ-21Z没有异议")
    world.open_words |= {
        "QZ-21T",
        "QZ-21Z",
        "QZ-21D",
        "QZ-22T",
        "QZ-22D",
    }  # title, number, result stay (NOT-2)
    listed["details"] = {"period": "QZ-22E"}
    hidden["over, the clock stands"] = desk.published(**words(22, **listed))


def _withdrawn(desk: Desk, code: int, **more: object) -> Publication:
    made = desk.published(**words(code, **more))
    return publishing.withdraw(
        pk=made.pk, by=desk.signer, at=AT, reason=WithdrawReason.PRIVACY, note=f"撤回说明QZ-{code:02}W"
    )


def _beside_what_is_public(world: World) -> None:
    """What hangs on a public publication and is not public with it: an edition, an original, a scan, a revision."""
    desk = world.desk
    made = desk.published(**words(30))
    revision = desk.revision(made, reason="修订原因PZ-31")
    old_copy = revision.attachments.get()
    publications.detach(pk=revision.pk, attachment_pk=old_copy.pk, by=desk.editor, at=AT)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=AT,
        fields={k: v for k, v in words(31, open_=True).items() if k != "files"}, files=words(31, open_=True)["files"],
    )  # fmt: skip
    world.hidden["merged revision"] = desk.carry(revision, State.MERGED, at=AT + timedelta(hours=2))
    world.shown["revised"] = Publication.objects.get(pk=made.pk)
    world.closed_files.append(made.attachments.get(retired_in=1))
    book = Upload("名册.xlsx", planted.hidden_sheet("hidden"))
    copied = desk.draft(**words(32, open_=True, files=[book]))
    original = copied.attachments.get()
    finding = original.findings.filter(fix="clean").first()
    fixing.fix(pk=finding.pk, by=desk.editor, at=AT)
    original.refresh_from_db()
    world.shown["masked"] = desk.carry(copied, State.PUBLISHED)
    world.closed_files.append(original)
    world.shown["signed on paper"] = _on_paper(world)
    world.shown["with a film"] = desk.published(**words(48, open_=True, files=[_film("PZ-48")]))
    changing = desk.published(**words(34, open_=True))
    world.shown["being revised"] = changing
    under_way = desk.revision(changing, reason="修订原因QZ-35R")
    world.hidden["revision under way"] = publications.edit(
        pk=under_way.pk, by=desk.editor, at=AT, fields={k: v for k, v in words(35).items() if k != "files"},
        files=words(35)["files"],
    )  # fmt: skip


def _on_paper(world: World) -> Publication:
    desk = world.desk
    made = desk.at(State.LEVEL3, **words(33, open_=True))
    scan = Upload("QZ-33N.pdf", disclosure.PDF + b"%QZ-33C\n")
    review = reviewing.record_paper(
        pk=made.pk, signer=desk.signer, signed_on=AT.date(), by=desk.editor, at=AT, secrecy_checked=True,
        remark="纸质意见QZ-33R", scan=scan,
    )  # fmt: skip
    world.closed_files.append(review.scan)
    return reviewing.confirm_paper(review_pk=review.pk, by=desk.colleague, at=AT)


def _related(world: World) -> None:
    """What a public page could show because something else points at it."""
    desk = world.desk
    policy = {"kind": "policy", "validity": "valid", "interpretation_exemption": "内容单一，不作解读"}
    document = desk.published(**words(40, open_=True, **policy))
    world.shown["policy"] = document
    world.hidden["draft that takes its place"] = desk.draft(**words(41, supersedes=document, **policy))
    interpretation = explaining.explain(
        documents=[document], by=desk.editor, at=AT, contact="QZ-42K", phone="0000-6200001",
        title=f"{SEARCHED}QZ-42T", text="<p>解读QZ-42X</p>",
    )  # fmt: skip
    world.hidden["draft interpretation"] = interpretation
    gone = desk.published(**words(43))
    answer = explaining.answer_concern(
        township=desk.town, unit=desk.office, title=f"{SEARCHED}PZ-44T", aware_at=AT, severity="other",
        misconception="补贴取消了吗？", facts="补贴没有取消。", basis="文件第三条。", phone="0000-6200001", by=desk.editor, at=AT,
        about=gone,
    )  # fmt: skip
    world.shown["response"] = desk.carry(answer, State.PUBLISHED)
    world.hidden["withdrawn, answered"] = publishing.withdraw(
        pk=gone.pk, by=desk.signer, at=AT, reason=WithdrawReason.ERROR, note="撤回说明QZ-43W"
    )
    replaced = desk.published(**words(45, **policy))
    world.shown["successor"] = desk.published(**words(46, open_=True, supersedes=replaced, **policy))
    world.hidden["withdrawn, replaced"] = publishing.withdraw(
        pk=replaced.pk, by=desk.signer, at=AT, reason=WithdrawReason.SUPERSEDED, note="撤回说明QZ-45W"
    )
    _revised_beside_the_text(world, document)
    plain = desk.published(**words(47, open_=True))
    world.shown["with a table"] = plain
    Attachment.objects.filter(publication=plain).update(as_table=True)
    for made in world.hidden.values():
        checking.check(Publication.objects.get(pk=made.pk), at=AT)


def _revised_beside_the_text(world: World, document: Publication) -> None:
    """Revisions under way of what only an interpretation, a response or a consultation has."""
    desk, by = world.desk, {"by": world.desk.editor, "at": AT}
    reading = explaining.explain(
        documents=[document], contact="PZ-49K办公室", phone="0000-6200001", title=f"{SEARCHED}PZ-49T",
        text="<p>解读PZ-49X，望禾镇春季灌溉用水安排。</p>", **by,
    )  # fmt: skip
    world.shown["interpretation"] = desk.carry(reading, State.PUBLISHED)
    revision = desk.revision(reading)
    world.hidden["revised interpretation"] = explaining.change_interpretation(
        pk=revision.pk,
        documents=[document],
        form="letter",
        contact="QZ-49K办公室",
        phone="0000-6200001",
        **by,
    )
    told = {"aware_at": AT, "severity": "other", "phone": "0000-6200001", "about_node": desk.item}
    revision = desk.revision(world.shown["response"])
    world.hidden["revised response"] = explaining.change_response(
        pk=revision.pk, misconception="疑问QZ-50M", facts="事实QZ-50F", basis="依据QZ-50B", **told, **by
    )
    days = {"opens_on": AT.date(), "closes_on": AT.date() + timedelta(days=60)}
    asked = soliciting.solicit(
        township=desk.town,
        unit=desk.office,
        node=desk.item,
        title=f"{SEARCHED}PZ-51T",
        ways="途径PZ-51W",
        **days,
        **by,
    )
    explaining.exempt(pk=asked.pk, reason="附起草说明", **by)
    publications.edit(pk=asked.pk, fields={"text": "<p>草案PZ-51X，望禾镇春季灌溉用水安排。</p>"}, **by)
    world.shown["consultation"] = desk.carry(asked, State.PUBLISHED)
    revision = desk.revision(asked)
    world.hidden["revised consultation"] = soliciting.change_solicitation(
        pk=revision.pk, opens_on=days["opens_on"], closes_on=days["closes_on"] - timedelta(days=40), ways="途径QZ-51W",
        short_reason="理由QZ-51R", **by,
    )  # fmt: skip


def _papers(world: World) -> None:
    """Vouchers behind a sheet that is a draft and behind one that is public: originals, and copies that wait."""
    desk = world.desk
    village = catalog.village(desk.town, "竹园村")
    world.village_clerk = clerk = catalog.user_with(Role.VILLAGE_CLERK, village, "zhuyuan")
    member = catalog.user_with(Role.VILLAGE_SUPERVISOR, village, "zhuyuan-jiandu")
    group = catalog.group(
        catalog.domain("村务公开目录", origin=Origin.VILLAGE), "其他", origin=Origin.VILLAGE
    )
    item = catalog.item(group, "其他村务", key="v-leaks", origin=Origin.VILLAGE, levels=[Level.VILLAGE])
    for code, mark in ((60, "QZ"), (61, "PZ")):
        sheet = sheets.begin(
            kind=SheetKind.NOTICE, unit=village, township=desk.town, node=item, first=date(2026, 3, 1), last=date(2026, 3, 31),
            subject=f"{SEARCHED}{mark}-{code}T", by=clerk, at=AT,
        )  # fmt: skip
        tables.enter(pk=sheet.pk, by=clerk, at=AT, rows=[], words=f"村里修水渠{mark}-{code}X")
        for number in ("1", "2"):
            (paper,) = papers.add(
                sheet_pk=sheet.pk, by=clerk, at=AT, kind=PaperKind.OTHER, number=f"QZ-{code}N{number}",
                scans=[scan(f"QZ-{code}C{number}")],
            )  # fmt: skip
            world.papers.append(
                papers.offer_copy(pk=paper.pk, by=clerk, at=AT, scan=scan(f"QZ-{code}K{number}"))
            )
    (open_one,) = papers.add(
        sheet_pk=sheet.pk, by=clerk, at=AT, kind=PaperKind.OTHER, number="PZ-61M", scans=[scan("QZ-61V")]
    )
    papers.offer_copy(pk=open_one.pk, by=clerk, at=AT, scan=scan("PZ-61W"))
    open_one.refresh_from_db()
    papers.read(paper=open_one, by=member, at=AT, redacted=True)
    world.papers.append(papers.confirm_copy(pk=open_one.pk, by=member, at=AT))
    made = sheets.hand_in(pk=sheet.pk, by=clerk, at=AT).carrier
    for role in (Role.SECTION_HEAD, Role.DEPUTY, Role.SECRECY, Role.SIGNER):
        by = catalog.user_with(role, desk.town, f"zhen-{role}")
        made = reviewing.approve(pk=made.pk, by=by, at=AT, secrecy_checked=True)
    world.shown["village sheet with papers"] = made
