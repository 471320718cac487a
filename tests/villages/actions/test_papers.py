"""Papers behind a sheet: who puts them in, who lets a copy out, what reaches the public (VIL-9, PII-4, PII-6)."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.law.roles import Role
from catalog.models import Membership, User
from disclosure.actions import publishing
from disclosure.actions.applications import sweeping
from disclosure.law.lifecycle import StepRefused, WithdrawReason
from disclosure.models import Attachment, PersonalAccess
from disclosure.models.sealed_files import HEAD, SealedStorage
from gongkai.service.rotation import rotate
from tests.disclosure.checks.persons import id_card, mobile
from tests.disclosure.checks.planted import BOXED, page
from tests.factories import catalog
from tests.factories.accounts import AT, Villages, line
from tests.factories.scans import pdf, png, scan
from tests.factories.sealing import NEW
from villages import rules
from villages.actions import papers, sheets
from villages.actions.papers import PaperRefused
from villages.actions.sheets import Stale
from villages.law.kinds import SheetKind
from villages.law.papers import TABLE, PaperAct, PaperKind, PaperState
from villages.law.sheets import SheetState
from villages.models import Sheet, SheetPaper
from villages.queries import papers as queries
from villages.sheets.scans import read_scan

STORAGE = SealedStorage()
ALL_SHEETS = list(SheetState)


class Files(Villages):
    """With a head of section, one of the disclosure office, a supervisor and an administrator; and papers in any state."""

    def __init__(self) -> None:
        super().__init__()
        self.section_head, self.deputy = self.reviewers[:2]
        self.office_head = catalog.user_with(Role.OFFICE_HEAD, self.town, name="公开办主任甲")
        self.overseer = catalog.user_with(Role.SUPERVISOR, self.town, name="督查甲")
        self.admin = catalog.user_with(Role.ADMIN, self.town, name="管理员甲")
        self.colleague = catalog.user_with(Role.EDITOR, self.town, name="镇编辑乙")

    def added(self, sheet: Sheet, number: str = "3-1", words: str = "原件一") -> SheetPaper:
        (made,) = papers.add(
            sheet_pk=sheet.pk,
            by=self.clerk,
            at=AT,
            kind=PaperKind.VOUCHER,
            number=number,
            scans=[scan(words)],
        )
        return made

    def looked(self, paper: SheetPaper, by: User) -> bytes:
        return papers.read(
            paper=SheetPaper.objects.get(pk=paper.pk), by=by, at=AT, redacted=True, reason="核对"
        )

    def at_paper(self, state: PaperState, sheet: Sheet, number: str = "3-1", words: str = "一") -> SheetPaper:
        made = self.added(sheet, number, f"原件{words}")
        if state == PaperState.VOID:
            return papers.void(pk=made.pk, by=self.clerk, at=AT, reason="传错了")
        if state in (PaperState.OFFERED, PaperState.CONFIRMED):
            made = papers.offer_copy(pk=made.pk, by=self.clerk, at=AT, scan=scan(f"副本{words}"))
        if state == PaperState.CONFIRMED:
            self.looked(made, self.member)
            made = papers.confirm_copy(pk=made.pk, by=self.member, at=AT)
        return made


@pytest.fixture
def place(db) -> Files:
    return Files()


def stored(paper: SheetPaper, column: str = "original") -> bytes:
    with STORAGE.inner.open(getattr(paper, column).name) as file:
        return file.read()


def told(sheet: Sheet) -> list[tuple[str, str]]:
    return [(event.act, event.note) for event in sheet.events.all() if event.act in [*PaperAct]]


# ---- who -------------------------------------------------------------------------------------------------------------
PEOPLE = {
    "clerk": "enters", "editor": "enters", "member": "confirms", "office_head": "confirms", "section_head": "confirms",
    "other_clerk": "", "other_member": "", "deputy": "", "overseer": "", "admin": "",
}  # fmt: skip
DONE = {
    PaperAct.ADD: ("enters", lambda place, paper, by: papers.add(
        sheet_pk=paper.sheet_id, by=by, at=AT, kind=PaperKind.VOUCHER, number="9", scans=[scan("别的")])),
    PaperAct.REMOVE: ("enters", lambda place, paper, by: papers.remove(pk=paper.pk, by=by, at=AT)),
    PaperAct.VOID: ("enters", lambda place, paper, by: papers.void(pk=paper.pk, by=by, at=AT, reason="传错了")),
    PaperAct.OFFER: ("enters", lambda place, paper, by: papers.offer_copy(pk=paper.pk, by=by, at=AT, scan=scan("又一份副本"))),
    PaperAct.CONFIRM: ("confirms", lambda place, paper, by: papers.confirm_copy(pk=paper.pk, by=by, at=AT)),
    PaperAct.REFUSE: ("confirms", lambda place, paper, by: papers.refuse_copy(pk=paper.pk, by=by, at=AT, reason="看得到")),
}  # fmt: skip


@pytest.mark.parametrize(("who", "act", "state"), list(product(PEOPLE, PaperAct, PaperState)))
def test_who_may_do_what_where_it_stands(place, who, act, state):
    """Every person × act × state of a paper, in a sheet that is a draft."""
    paper = place.at_paper(state, place.entered())
    by, (wanted, do) = getattr(place, who), DONE[act]
    if state in (PaperState.OFFERED, PaperState.CONFIRMED) and rules_let_read(who):
        place.looked(paper, by)
    leads_on = act in (PaperAct.ADD, PaperAct.REMOVE) or (state, act) in TABLE
    before = list(SheetPaper.objects.values())

    if not leads_on:
        with pytest.raises((StepRefused, PermissionDenied)):
            do(place, paper, by)
    elif PEOPLE[who] != wanted:
        with pytest.raises(PermissionDenied):
            do(place, paper, by)
    else:
        do(place, paper, by)
        assert told(paper.sheet)[-1][0] == act
        if (state, act) in TABLE:
            assert SheetPaper.objects.get(pk=paper.pk).state == TABLE[state, act]
        return
    assert list(SheetPaper.objects.values()) == before


def rules_let_read(who: str) -> bool:
    return who not in ("other_clerk", "other_member", "admin")


@pytest.mark.parametrize("state", ALL_SHEETS)
def test_papers_come_in_at_any_time_and_leave_only_while_it_is_a_draft(place, state):
    sheet = place.at(state)
    paper = place.added(sheet)

    if state == SheetState.DRAFT:
        papers.remove(pk=paper.pk, by=place.clerk, at=AT)
        assert not SheetPaper.objects.exists()
        assert told(sheet) == [("add_scan", "凭证3-1"), ("remove_scan", "凭证3-1")]
        return
    with pytest.raises(PaperRefused, match="不能删除，只能写明原因作废"):
        papers.remove(pk=paper.pk, by=place.clerk, at=AT)
    papers.void(pk=paper.pk, by=place.clerk, at=AT, reason="传错了")
    assert told(sheet) == [("add_scan", "凭证3-1"), ("void_scan", "凭证3-1：传错了")]


def test_adding_does_not_overtake_whoever_is_typing(place):
    sheet = place.entered()
    place.added(sheet)

    assert Sheet.objects.get(pk=sheet.pk).version == sheet.version


@pytest.mark.parametrize("who", ["member", "office_head", "section_head"])
def test_who_confirms_must_have_opened_this_very_copy(place, who):
    paper, by = place.at_paper(PaperState.OFFERED, place.entered()), getattr(place, who)
    papers.read(paper=paper, by=by, at=AT, redacted=False)  # the original is not the copy
    place.looked(paper, place.editor)  # nor is somebody else's look
    with pytest.raises(PaperRefused, match="请先打开副本，从头到尾看一遍，再确认"):
        papers.confirm_copy(pk=paper.pk, by=by, at=AT)
    place.looked(paper, by)
    papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT + timedelta(minutes=1), scan=scan("另一份副本"))
    with pytest.raises(PaperRefused, match="请先打开副本"):  # what he saw was another
        papers.confirm_copy(pk=paper.pk, by=by, at=AT + timedelta(minutes=2))

    paper.refresh_from_db()
    papers.read(paper=paper, by=by, at=AT + timedelta(minutes=2), redacted=True)
    done = papers.confirm_copy(pk=paper.pk, by=by, at=AT + timedelta(minutes=3))

    assert (done.state, done.confirmed_by) == (PaperState.CONFIRMED, by)


@pytest.mark.parametrize("part", ["added", "offered"])
def test_nobody_confirms_what_he_had_a_hand_in_whatever_else_he_is(place, part):
    """An editor who is head of the disclosure office as well."""
    both = catalog.user_with(Role.EDITOR, place.town, name="一人两职")
    Membership.objects.create(user=both, unit=place.town.unit, role=Role.OFFICE_HEAD)
    both = User.objects.get(pk=both.pk)
    adds, offers = (both, place.clerk) if part == "added" else (place.clerk, both)
    (paper,) = papers.add(
        sheet_pk=place.entered().pk, by=adds, at=AT, kind=PaperKind.OTHER, number="会议记录", scans=[scan()]
    )
    papers.offer_copy(pk=paper.pk, by=offers, at=AT, scan=scan("副本"))
    place.looked(paper, both)

    with pytest.raises(PermissionDenied, match="不能自己确认"):
        papers.confirm_copy(pk=paper.pk, by=both, at=AT)
    with pytest.raises(PermissionDenied):
        papers.refuse_copy(pk=paper.pk, by=both, at=AT, reason="看得到")


def test_the_table_itself_wants_two_persons(place):
    paper = place.at_paper(PaperState.OFFERED, place.entered())

    for column in ("offered_by", "added_by"):
        by = getattr(paper, column)
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetPaper.objects.filter(pk=paper.pk).update(
                state=PaperState.CONFIRMED, confirmed_by=by, confirmed_at=AT
            )
    for broken in (
        {"state": PaperState.CONFIRMED}, {"state": PaperState.VOID}, {"state": PaperState.KEPT}, {"redacted": ""},
        {"confirmed_by": place.member},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetPaper.objects.filter(pk=paper.pk).update(**broken)


def test_two_at_once_the_second_is_told(place):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    place.looked(paper, place.member)
    papers.offer_copy(pk=paper.pk, by=place.editor, at=AT, scan=scan("换过的副本"))

    for act, more in ((papers.confirm_copy, {}), (papers.refuse_copy, {"reason": "x"})):
        with pytest.raises(Stale, match="别人刚刚办理过"):
            act(pk=paper.pk, by=place.member, at=AT, version=paper.version, **more)


# ---- taking in ----------------------------------------------------------------------------------------------------------
def test_a_file_lies_sealed_and_nothing_of_its_name_is_kept(place):
    paper = place.added(place.entered(), words="收款人余某某")

    assert stored(paper).startswith(HEAD)
    assert "余某某".encode() not in stored(paper)
    assert papers.read(paper=paper, by=place.clerk, at=AT, redacted=False) == png("收款人余某某")
    assert paper.original.name.startswith("papers/")


def test_pages_of_a_voucher_are_counted_and_sent_twice_are_kept_once(place):
    sheet = place.entered()
    scans = [scan("正面"), scan("背面"), scan("正面")]
    send = {"sheet_pk": sheet.pk, "by": place.clerk, "at": AT, "kind": PaperKind.VOUCHER}

    papers.add(number="凭证 3-1", scans=scans, **send)
    again = papers.add(number="３－１", scans=scans, **send)

    assert again == []
    assert [str(each) for each in SheetPaper.objects.order_by("pk")] == ["凭证3-1", "凭证3-1第2张"]
    papers.void(pk=SheetPaper.objects.first().pk, by=place.clerk, at=AT, reason="拍糊了")
    assert [str(each) for each in papers.add(number="3-1", scans=scans, **send)] == ["凭证3-1第3张"]


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        (PaperKind.VOUCHER, "  ", "请填写凭证号"), (PaperKind.OTHER, "", "请填写材料的名称"), (PaperKind.OTHER, "长" * 41, "最多 40 个字"),
        (PaperKind.OTHER, f"{mobile(1)}的收条", "里有手机号"), (PaperKind.VOUCHER, id_card(1), "里有身份证号"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_public_is_refused(place, kind, number, said):
    with pytest.raises(PaperRefused, match=said):
        papers.add(
            sheet_pk=place.entered().pk, by=place.clerk, at=AT, kind=kind, number=number, scans=[scan()]
        )

    assert not SheetPaper.objects.exists()


def test_there_is_a_most_of_files(place, monkeypatch):
    sheet = place.entered()
    send = {"sheet_pk": sheet.pk, "by": place.clerk, "at": AT, "kind": PaperKind.VOUCHER, "number": "1"}
    with pytest.raises(PaperRefused, match="请拍照或者选择文件"):
        papers.add(scans=[], **send)
    with pytest.raises(PaperRefused, match="一次最多传 20 个"):
        papers.add(scans=[scan(str(n)) for n in range(21)], **send)
    monkeypatch.setattr("villages.law.papers.MOST_PAPERS", 2)
    with pytest.raises(PaperRefused, match="最多存 2 个"):
        papers.add(scans=[scan(str(n)) for n in range(3)], **send)


# ---- the copy --------------------------------------------------------------------------------------------------------
def test_a_copy_that_is_the_original_is_refused(place):
    sheet = place.entered()
    paper, other = place.added(sheet), place.added(sheet, "3-2", "另一张")

    for same in (scan("原件一"), scan("另一张"), read_scan(png("原件一", note="换了注释"))):
        with pytest.raises(PaperRefused, match="这就是原件，没有遮盖"):
            papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT, scan=same)

    assert {paper.state, other.state} == {PaperState.KEPT}


def test_what_can_still_be_read_in_a_copy_is_told(place):
    paper = place.added(place.entered())

    with pytest.raises(PaperRefused, match="还能读到手机号（第1页"):
        papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT, scan=read_scan(pdf(f"Tel {mobile(1)}")))

    assert not SheetPaper.objects.get(pk=paper.pk).redacted


def test_words_under_a_bar_are_not_in_the_copy(place):
    paper = place.added(place.entered())

    done = papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT, scan=read_scan(page(BOXED)))

    assert b"Secret Person" not in papers.read(paper=done, by=place.member, at=AT, redacted=True)


def test_papers_of_a_list_of_persons_never_go_out(place):
    sheet = place.table(SheetKind.SUBSIDIES, [{"name": "余大山", "amount": 100}])
    paper = place.added(sheet)

    with pytest.raises(PaperRefused, match="名单的原件都是个人信息"):
        papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT, scan=scan("副本"))


def test_a_refused_or_replaced_copy_is_deleted(place, django_capture_on_commit_callbacks):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    first = paper.redacted.name
    with django_capture_on_commit_callbacks(execute=True):
        paper = papers.offer_copy(pk=paper.pk, by=place.clerk, at=AT, scan=scan("第二份"))
    second = paper.redacted.name
    assert (STORAGE.exists(first), STORAGE.exists(second)) == (False, True)

    with pytest.raises(PaperRefused, match="请写明哪里还看得到"):
        papers.refuse_copy(pk=paper.pk, by=place.member, at=AT, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        done = papers.refuse_copy(pk=paper.pk, by=place.member, at=AT, reason="右下角的签字")

    assert (done.state, STORAGE.exists(second), STORAGE.exists(done.original.name)) == (
        PaperState.KEPT,
        False,
        True,
    )
    assert told(paper.sheet)[-1] == ("refuse_copy", "凭证3-1：右下角的签字")


def test_a_removed_paper_takes_its_files_along(place, django_capture_on_commit_callbacks):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    names = [paper.original.name, paper.redacted.name]

    with django_capture_on_commit_callbacks(execute=True):
        papers.remove(pk=paper.pk, by=place.clerk, at=AT)

    assert [STORAGE.exists(name) for name in names] == [False, False]


# ---- looking -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "without_reason"),
    [
        ("clerk", True), ("editor", True), ("member", True), ("office_head", True), ("section_head", True), ("deputy", False),
        ("overseer", False), ("other_clerk", None), ("other_member", None), ("admin", None),
    ],
)  # fmt: skip
def test_every_look_is_kept_with_its_reason(place, who, without_reason):
    paper, by = place.at_paper(PaperState.OFFERED, place.entered()), getattr(place, who)
    look = {"paper": paper, "by": by, "at": AT, "redacted": False}

    if without_reason is None:
        for reason in ("", "检查"):
            with pytest.raises(PermissionDenied):
                papers.read(reason=reason, **look)
        assert not PersonalAccess.objects.exists()
        return
    if not without_reason:
        with pytest.raises(PaperRefused, match="请写明查看的理由"):
            papers.read(**look)
        assert not PersonalAccess.objects.exists()
    assert papers.read(reason="" if without_reason else "群众反映", **look) == png("原件一")
    (row,) = PersonalAccess.objects.all()
    assert (row.by, row.at, row.subject_kind, row.subject_number) == (
        by,
        AT,
        "village_paper",
        f"202603-{paper.pk}",
    )
    assert row.fields == ["original"]
    assert row.reason == f"阅看凭证3-1原件：{'填报、审核和核对' if without_reason else '群众反映'}"


# ---- to the public -----------------------------------------------------------------------------------------------------
def names(sheet: Sheet) -> list[str]:
    return [file.name for file in sheet.carrier.attachments.downloads()]


def test_only_confirmed_copies_go_out_under_the_number_of_the_voucher(place):
    sheet = place.entered()
    for state, number in zip(PaperState, ("4-1", "4-2", "4/3", "4-4"), strict=True):
        place.at_paper(state, sheet, number, number)
    shown = place.made_public(sheet)

    shown.carrier.refresh_from_db()
    assert names(shown) == ["上坪村2026年3月财务公开.csv", "凭证4-3（已遮盖个人信息）.png"]
    out = shown.carrier.attachments.last()
    assert out.file.read() == png("副本4/3")
    assert Attachment.objects.count() == 2
    assert list(queries.shown_copies(shown).filter(kind="image")) == [out]
    assert "凭证原件可到村务公开点查阅。" in shown.carrier.text


def test_a_long_sheet_with_a_copy_is_handed_in(place):
    sheet = place.entered(lines=[line(100, voucher=str(n)) for n in range(250)], opening=25_000)
    place.at_paper(PaperState.CONFIRMED, sheet)

    shown = place.made_public(sheet)

    assert [(file.kind, file.as_table) for file in shown.carrier.attachments.downloads()] == [
        ("sheet", True),
        ("image", False),
    ]


def test_a_copy_confirmed_later_goes_out_with_the_correction_and_stays_in_the_next(place):
    shown = place.public()
    paper = place.at_paper(PaperState.CONFIRMED, shown)
    assert names(shown) == ["上坪村2026年3月财务公开.csv"]  # nothing goes out by itself

    for n in (2, 3):
        later = sheets.correct(pk=shown.pk, by=place.clerk, at=AT, reason=f"第{n}版")
        shown = place.made_public(later)
        original = shown.carrier.revises
        assert [file.name for file in original.attachments.downloads()][1:] == [
            "凭证3-1（已遮盖个人信息）.png"
        ]
        assert queries.sent_along(shown, [paper]) == {paper.pk}


def test_a_voided_paper_is_not_in_the_next_edition_and_its_copy_is_not_said_to_be_gone(place):
    sheet = place.entered()
    paper = place.at_paper(PaperState.CONFIRMED, sheet)
    shown = place.made_public(sheet)
    papers.void(pk=paper.pk, by=place.clerk, at=AT, reason="传错了")
    paper.refresh_from_db()
    assert queries.sent_along(shown, [paper]) == {paper.pk}

    later = place.made_public(sheets.correct(pk=shown.pk, by=place.clerk, at=AT, reason="撤下一张"))

    assert names(Sheet.objects.get(pk=later.pk)) == []  # a merged revision gave its files to the original
    assert [file.name for file in later.carrier.revises.attachments.downloads()] == [
        "上坪村2026年3月财务公开.csv"
    ]
    assert queries.sent_along(later, [paper]) == set()


def test_a_sheet_taken_back_is_handed_in_with_the_copies_of_that_day(place):
    sheet = place.entered()
    paper = place.at_paper(PaperState.CONFIRMED, sheet)
    shown = place.made_public(sheet)
    publishing.withdraw(
        pk=shown.carrier_id,
        by=place.reviewers[-1],
        at=AT,
        reason=WithdrawReason.PRIVACY,
        note="副本上看得到签字",
    )
    assert queries.sent_along(shown, [paper]) == set()
    papers.refuse_copy(pk=paper.pk, by=place.office_head, at=AT, reason="右下角的签字")
    back = sheets.take_back(pk=shown.pk, by=place.clerk, at=AT)

    again = place.made_public(back)

    assert names(again) == ["上坪村2026年3月财务公开.csv"]


# ---- vouchers and scans ---------------------------------------------------------------------------------------------------
def test_which_vouchers_have_a_scan(place):
    sheet = place.entered(lines=[line(voucher=number) for number in ("３-１", "3-2", "3-3", "3-3")])
    place.added(sheet, "3-1")
    place.added(sheet, "9-9", "别的")
    place.at_paper(PaperState.VOID, sheet, "3-2", "作废的")

    found = queries.coverage(sheet)

    assert (found.there, found.missing, found.unknown) == (1, ["3-2", "3-3"], {"9-9"})
    assert queries.coverage(place.table(SheetKind.NOTICE, words="x")) is None


def test_what_waits_for_a_confirmation(place):
    sheet = place.entered()
    waiting = place.at_paper(PaperState.OFFERED, sheet)
    place.at_paper(PaperState.CONFIRMED, sheet, "3-2", "二")
    read = {
        name: list(queries.to_confirm(rules.papers_of(getattr(place, name)), place.town))
        for name in ("member", "other_member")
    }

    assert read == {"member": [waiting], "other_member": []}


# ---- keys and strays ----------------------------------------------------------------------------------------------------------
def test_papers_come_under_a_new_key(place, settings):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    settings.PERSONAL_DATA_KEYS = [NEW, *settings.PERSONAL_DATA_KEYS]

    done = {one.label: (one.resealed, one.broken) for one in rotate()}

    assert done["villages.SheetPaper.original"] == (1, [])
    assert done["villages.SheetPaper.redacted"] == (1, [])
    settings.PERSONAL_DATA_KEYS = [NEW]
    paper.refresh_from_db()
    assert papers.read(paper=paper, by=place.clerk, at=AT, redacted=False) == png("原件一")
    assert papers.read(paper=paper, by=place.clerk, at=AT, redacted=True) == png("副本一")


def test_sweeping_keeps_what_a_paper_names_and_drops_what_none_does(place):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    stray = STORAGE.save("papers/ab/x", paper.original.open("rb"))

    sweeping.sweep(timezone.now() + timedelta(days=2))

    assert [STORAGE.exists(name) for name in (paper.original.name, paper.redacted.name, stray)] == [
        True,
        True,
        False,
    ]
