"""A month's accounts from the clerk to the public: states, rights, the supervision committee, corrections (VIL-4, VIL-5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from catalog.law.roles import Role
from catalog.models import Membership
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State, StepRefused, WithdrawReason
from disclosure.models import Publication
from tests.factories.accounts import AT, Villages, line
from tests.villages.sheets.test_finance import WHOLE, book
from villages.actions import finance, sheets
from villages.actions.sheets import SheetActRefused, Stale
from villages.law.finance import Flow
from villages.law.sheets import TABLE, SheetAct, SheetState
from villages.models import Sheet
from villages.sheets.reading import SheetRefused

APRIL = date(2026, 4, 1)


@pytest.fixture
def place(db) -> Villages:
    return Villages()


ACTS = {
    SheetAct.ENTER: lambda place, pk, by: finance.enter(pk=pk, by=by, at=AT, opening=0, closing=0, lines=[]),
    SheetAct.SHOW: lambda place, pk, by: sheets.show(pk=pk, by=by, at=AT),
    SheetAct.SIGN: lambda place, pk, by: sheets.sign(pk=pk, by=by, at=AT, agrees=True),
    SheetAct.RETURN: lambda place, pk, by: sheets.sign(pk=pk, by=by, at=AT, agrees=False, opinion="有误"),
    SheetAct.HAND_IN: lambda place, pk, by: sheets.hand_in(pk=pk, by=by, at=AT),
}
BY_CLERK = {"clerk", "editor"}
RIGHTS = {
    SheetAct.ENTER: BY_CLERK, SheetAct.SHOW: BY_CLERK, SheetAct.HAND_IN: BY_CLERK, SheetAct.SIGN: {"member"},
    SheetAct.RETURN: {"member"},
}  # fmt: skip
PEOPLE = ("clerk", "member", "other_clerk", "other_member", "editor")


@pytest.mark.parametrize("state", list(SheetState))
@pytest.mark.parametrize("act", list(ACTS))
def test_state_by_act_by_person(place, state, act):
    """Every cell: done, refused for the state, or refused for the person; refused, nothing has moved."""
    sheet = place.at(state)
    for who in PEOPLE:
        by = getattr(place, who)
        before = Sheet.objects.values().get(pk=sheet.pk)
        if who in RIGHTS[act] and (state, act) in TABLE:
            continue
        with pytest.raises((StepRefused, PermissionDenied)):
            ACTS[act](place, sheet.pk, by)
        assert Sheet.objects.values().get(pk=sheet.pk) == before
    if (state, act) in TABLE:
        for who in sorted(RIGHTS[act])[:1]:
            ACTS[act](place, sheet.pk, getattr(place, who))
        sheet.refresh_from_db()
        assert sheet.state == TABLE[state, act]


def test_from_the_clerk_to_the_public(place):
    sheet = place.at(SheetState.HANDED_IN)
    assert sheet.carrier.state == State.LEVEL1
    assert not Sheet.objects.public().exists()

    made = place.release(sheet)

    assert made.state == State.PUBLISHED
    assert list(Sheet.objects.public()) == [sheet]
    assert made.title == "上坪村2026年3月财务公开"
    for words in (
        "期初余额",
        "500.00",
        "购买抽水机一台",
        "凭证原件可到村务公开点查阅",
        "村务监督委员会2026年04月07日审核",
    ):
        assert words in made.text
    assert "余经手" not in made.text
    (file,) = made.attachments.filter(role="public")
    assert file.name == "上坪村2026年3月财务公开.csv"


def test_what_was_typed_is_kept_and_what_does_not_agree_is_not_shown_to_anybody(place):
    sheet = place.entered(closing=1)

    with pytest.raises(SheetActRefused, match=r"相差 -399.99 元") as refused:
        sheets.show(pk=sheet.pk, by=place.clerk, at=AT)

    assert [fault.difference for fault in refused.value.faults] == [-39_999]
    sheet.refresh_from_db()
    assert (sheet.state, sheet.closing, sheet.lines.count()) == (SheetState.DRAFT, 1, 2)


def test_a_month_begins_with_what_the_last_ended_with(place):
    place.at(SheetState.SIGNED)
    april = place.begun(APRIL)
    assert april.opening == 40_000

    finance.enter(pk=april.pk, by=place.clerk, at=AT, opening=39_000, closing=39_000, lines=[])
    with pytest.raises(SheetActRefused, match=r"上月期末是 400\.00，本月期初填的是 390\.00"):
        sheets.show(pk=april.pk, by=place.clerk, at=AT)


def test_a_month_without_entries_is_accounts_too(place):
    sheet = place.at(SheetState.HANDED_IN, lines=[], opening=700)

    assert "本月没有收支" in place.release(sheet).text


# ---- VIL-4 -------------------------------------------------------------------------------------------------------
def test_vil_4_a_member_of_the_committee_signs_nothing(place):
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    both = place.person(Role.VILLAGE_SUPERVISOR, place.unit, "兼任的")
    Membership.objects.create(user=both, unit=place.unit, role=Role.VILLAGE_CLERK)

    with pytest.raises(PermissionDenied, match="不能审核自己的账"):
        sheets.sign(pk=sheet.pk, by=both, at=AT, agrees=True)


def test_a_return_says_why_and_opens_the_sheet_again(place):
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    with pytest.raises(SheetActRefused, match="写明意见"):
        sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=False, opinion=" ")

    sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=False, opinion="3-1号凭证没有经手人签字")

    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    assert sheet.signatures.get().opinion == "3-1号凭证没有经手人签字"


def test_a_signature_on_paper_takes_two(place):
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长庚", signed_on=AT.date())
    with pytest.raises(SheetActRefused, match="已经登记"):
        sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长庚", signed_on=AT.date())
    with pytest.raises(SheetActRefused, match="两个人"):
        sheets.confirm_paper(pk=sheet.pk, by=place.clerk, at=AT)
    with pytest.raises(PermissionDenied):
        sheets.confirm_paper(pk=sheet.pk, by=place.other_clerk, at=AT)

    sheets.confirm_paper(pk=sheet.pk, by=place.editor, at=AT)

    sheet.refresh_from_db()
    assert sheet.state == SheetState.SIGNED


@pytest.mark.parametrize(("change", "said"), [
    ({"signer": " "}, "填写签字人"), ({"signed_on": AT.date() + timedelta(days=2)}, "不能晚于今天"),
])  # fmt: skip
def test_a_signature_on_paper_is_refused_in_words(place, change, said):
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    with pytest.raises(SheetActRefused, match=said):
        sheets.record_paper(
            pk=sheet.pk, by=place.clerk, at=AT, **({"signer": "余长庚", "signed_on": AT.date()} | change)
        )


def test_a_word_on_other_figures_counts_no_more(place):
    """Recorded on paper, sent back, changed: what was signed then cannot be confirmed for what stands now."""
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长庚", signed_on=AT.date())
    sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=False, opinion="少记一笔")
    finance.enter(pk=sheet.pk, by=place.clerk, at=AT, opening=0, closing=-5_000, lines=[line(5_000)])
    sheets.show(pk=sheet.pk, by=place.clerk, at=AT)

    with pytest.raises(SheetActRefused, match="没有等待核对"):
        sheets.confirm_paper(pk=sheet.pk, by=place.editor, at=AT)

    sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长庚", signed_on=AT.date())
    sheets.confirm_paper(pk=sheet.pk, by=place.editor, at=AT)
    assert [signature.counts for signature in sheet.signatures.filter(on_paper=True)] == [False, True]


def test_a_record_that_is_not_like_the_paper_is_void_and_another_is_made(place):
    sheet = place.at(SheetState.WITH_SUPERVISORS)
    sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长根", signed_on=AT.date())
    with pytest.raises(SheetActRefused, match="两个人"):
        sheets.void_paper(pk=sheet.pk, by=place.clerk, at=AT, reason="名字不对")
    with pytest.raises(SheetActRefused, match="写明哪里不符"):
        sheets.void_paper(pk=sheet.pk, by=place.editor, at=AT, reason=" ")

    sheets.void_paper(pk=sheet.pk, by=place.editor, at=AT, reason="名字不对")

    sheets.record_paper(pk=sheet.pk, by=place.clerk, at=AT, signer="余长庚", signed_on=AT.date())
    assert sheets.confirm_paper(pk=sheet.pk, by=place.editor, at=AT).state == SheetState.SIGNED
    assert [event.act for event in sheet.events.all()][-4:] == [
        "record_paper",
        "void_paper",
        "record_paper",
        "sign",
    ]


# ---- beginning -----------------------------------------------------------------------------------------------------
def test_the_township_enters_for_a_village_and_it_says_so(place):
    assert place.begun(by=place.editor).entered_for
    assert not place.begun(APRIL, by=place.clerk).entered_for


def test_a_month_is_begun_once(place):
    assert place.begun() == place.begun(by=place.editor)


@pytest.mark.parametrize("who", ["member", "other_clerk", "other_member"])
def test_who_has_no_part_in_it_begins_nothing(place, who):
    with pytest.raises(PermissionDenied):
        place.begun(by=getattr(place, who))


def test_neither_a_month_to_come_nor_an_office_has_accounts(place):
    with pytest.raises(SheetActRefused, match="还没有到"):
        place.begun(date(2026, 5, 1))
    with pytest.raises(SheetActRefused, match="不是本乡镇的村"):
        place.begun(unit=place.desk.office, by=place.editor)


def test_somebody_elses_change_is_not_overwritten(place):
    sheet = place.entered()

    with pytest.raises(Stale, match="刚刚改过"):
        finance.enter(
            pk=sheet.pk, by=place.editor, at=AT, opening=0, closing=0, lines=[], version=sheet.version - 1
        )

    assert sheet.lines.count() == 2


# ---- workbooks -----------------------------------------------------------------------------------------------------
def test_a_workbook_is_taken_whole(place):
    sheet = place.begun()

    notes = finance.bring_in(pk=sheet.pk, by=place.clerk, at=AT, upload=Upload("账.xlsx", book(WHOLE)))

    sheet.refresh_from_db()
    assert notes == ["导入 2 笔。"]
    assert (sheet.opening, sheet.closing, sheet.lines.count()) == (500_000, 574_950, 2)


def test_of_a_broken_workbook_nothing_is_taken(place):
    sheet = place.entered()
    before = list(sheet.lines.values())
    rows = [list(row) for row in WHOLE]
    rows[4][4] = "若干"

    with pytest.raises(SheetRefused, match="E5"):
        finance.bring_in(pk=sheet.pk, by=place.clerk, at=AT, upload=Upload("账.xlsx", book(rows)))

    assert list(sheet.lines.values()) == before


def test_the_workbook_of_another_village_is_refused(place):
    rows = [["竹园村2026年3月财务公开表"], *WHOLE[1:]]
    with pytest.raises(SheetRefused, match="“竹园村”，不是本村"):
        finance.bring_in(pk=place.begun().pk, by=place.clerk, at=AT, upload=Upload("账.xlsx", book(rows)))
    with pytest.raises(PermissionDenied):
        finance.bring_in(
            pk=place.begun().pk, by=place.other_clerk, at=AT, upload=Upload("账.xlsx", book(WHOLE))
        )


# ---- personal data -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["付林某 11010519491231002X 误工补贴", "付林某 13912345678 误工补贴"])
def test_pii_4_personal_data_in_a_line_do_not_go_out(place, words):
    sheet = place.at(SheetState.SIGNED, lines=[line(summary=words)], opening=10_000)

    try:
        sheet = sheets.hand_in(pk=sheet.pk, by=place.clerk, at=AT)
    except StepRefused:
        return
    with pytest.raises(StepRefused):
        place.release(sheet)
    assert not Publication.objects.filter(state=State.PUBLISHED).exists()


# ---- sent back, corrected ------------------------------------------------------------------------------------------
def test_sent_back_by_the_township_it_is_signed_again_and_keeps_its_publication(place):
    sheet = place.at(SheetState.HANDED_IN)
    with pytest.raises(SheetActRefused, match="还没有退回"):
        sheets.take_back(pk=sheet.pk, by=place.clerk, at=AT)
    reviewing.send_back(pk=sheet.carrier_id, by=place.reviewers[0], at=AT, remark="摘要写得更清楚些")

    sheets.take_back(pk=sheet.pk, by=place.clerk, at=AT)
    finance.enter(
        pk=sheet.pk,
        by=place.clerk,
        at=AT,
        opening=0,
        closing=-10_000,
        lines=[line(summary="购买三寸抽水机一台")],
    )
    sheets.show(pk=sheet.pk, by=place.clerk, at=AT)
    sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=True)
    again = sheets.hand_in(pk=sheet.pk, by=place.clerk, at=AT)

    made = place.release(again)
    assert Publication.objects.count() == 1
    assert "三寸抽水机" in made.text
    assert made.attachments.filter(role="public").count() == 1


def test_given_up_by_the_township_the_accounts_find_another_publication(place):
    sheet = place.at(SheetState.HANDED_IN)
    first = sheet.carrier
    reviewing.send_back(pk=first.pk, by=place.reviewers[0], at=AT, remark="重写")
    publications.drop(pk=first.pk, by=place.clerk, at=AT)

    again(place, sheet)

    made = place.release(Sheet.objects.get(pk=sheet.pk))
    assert made.pk != first.pk
    assert [shown.pk for shown in Sheet.objects.public()] == [sheet.pk]


@pytest.mark.parametrize("corrected", [False, True])
def test_withdrawn_the_accounts_can_be_shown_again_by_another_publication(place, corrected):
    sheet = place.public()
    if corrected:
        sheet = sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="金额有误")
        sheets.show(pk=sheet.pk, by=place.clerk, at=AT)
        sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=True)
        place.release(sheets.hand_in(pk=sheet.pk, by=place.clerk, at=AT))
    (shown,) = Sheet.objects.public()
    original = shown.carrier.revises or shown.carrier
    publishing.withdraw(
        pk=original.pk, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )

    again(place, shown)

    made = place.release(Sheet.objects.get(pk=shown.pk))
    assert (made.pk != original.pk, made.revises, made.state) == (True, None, State.PUBLISHED)
    assert [each.pk for each in Sheet.objects.public()] == [shown.pk]


def again(place, sheet) -> None:
    """Taken back, signed and handed in once more."""
    sheets.take_back(pk=sheet.pk, by=place.clerk, at=AT)
    sheets.show(pk=sheet.pk, by=place.clerk, at=AT)
    sheets.sign(pk=sheet.pk, by=place.member, at=AT, agrees=True)
    sheets.hand_in(pk=sheet.pk, by=place.clerk, at=AT)


def test_a_correction_is_a_new_version_with_the_difference(place):
    sheet = place.public()
    with pytest.raises(SheetActRefused, match="写明更正的原因"):
        sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="")

    second = sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="金额少记一百元")
    finance.enter(
        pk=second.pk, by=place.clerk, at=AT, opening=0, closing=30_000,
        lines=[line(50_000, Flow.INCOME, voucher="1", on=date(2026, 3, 2)), line(20_000)],
    )  # fmt: skip
    sheets.show(pk=second.pk, by=place.clerk, at=AT)
    sheets.sign(pk=second.pk, by=place.member, at=AT, agrees=True)
    second = sheets.hand_in(pk=second.pk, by=place.clerk, at=AT)
    assert list(Sheet.objects.public()) == [sheet]  # until it is released the old one stands

    place.release(second)

    original = Publication.objects.get(pk=sheet.carrier_id)
    assert [edition.edition for edition in Sheet.objects.public()] == [2]
    assert (original.state, original.edition) == (State.PUBLISHED, 2)
    assert "更正说明：金额少记一百元" in original.text
    assert "100.00" in original.text
    assert "200.00" in original.text
    with pytest.raises(SheetActRefused, match="还没有公开，不用更正"):
        sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="再改")


def test_one_correction_at_a_time(place):
    sheet = place.public()
    sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="金额有误")

    with pytest.raises(SheetActRefused, match="已有一份更正在办"):
        sheets.correct(pk=sheet.pk, by=place.clerk, at=AT, reason="金额有误")


def test_a_long_month_stands_in_its_table(place):
    many = [line(100, voucher=str(n)) for n in range(201)]
    made = place.release(place.at(SheetState.HANDED_IN, lines=many, opening=20_100))

    assert "逐笔明细共 201 笔，见附表" in made.text
    assert "购买抽水机" not in made.text
    shown = Client().get(made.path).text
    assert shown.count("购买抽水机一台") >= 20  # the table on its page, searched and paged there
