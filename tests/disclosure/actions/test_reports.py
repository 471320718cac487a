"""The annual report's acts: who may, two at once, what stops it, and that the frozen copy outlives its cases."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.models import Membership, Node, User
from disclosure.actions import publications, reports
from disclosure.actions.publications import Stale
from disclosure.checks.texts import clean_html
from disclosure.law.kinds import Kind
from disclosure.law.report import (
    APPLICANTS,
    ENTERED,
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Section,
    Subject,
    key_of,
)
from disclosure.models import AnnualReport, Application, CellCorrection, ReportState
from disclosure.queries import reports as queries
from tests.factories import applying, reporting
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db

AT = datetime(2027, 1, 12, 1, 0, tzinfo=UTC)
NEW = (Row.NEW, Column.PERSON)
ZERO = dict.fromkeys(APPLICANTS, 0)


@pytest.fixture
def office() -> applying.Office:
    return applying.Office()


def act(report: AnnualReport, by: User, **more: object) -> dict:
    report.refresh_from_db()
    return {"pk": report.pk, "by": by, "at": AT, "version": report.version} | more


def begun(office: applying.Office) -> AnnualReport:
    return reports.start(township=office.town, year=2026, by=office.officer, at=AT)


def ready(office: applying.Office) -> AnnualReport:
    """A report with nothing missing: five cases of the year, last year's figures typed in, texts and figures entered."""
    rows = [Row.GRANTED, Row.PARTLY, Row.NOT_HELD]
    Application.objects.bulk_create(
        [
            *(
                reporting.case(office.town, n, received_on=date(2026, 3, 2), row=row, ended_on=date(2026, 3, 20))
                for n, row in enumerate(rows)
            ),
            reporting.case(office.town, 8, received_on=date(2026, 12, 20), column=Column.LEGAL),
            reporting.case(
                office.town, 9, received_on=date(2025, 12, 20), row=Row.OTHER, ended_on=date(2026, 1, 9)
            ),
        ]
    )  # fmt: skip
    reports.import_last_year(
        township=office.town, year=2025, by=office.head, at=AT, carried_out=ZERO | {Column.PERSON: 1},
        normative_in_force=0, texts={}, reason="启用前的年报",
    )  # fmt: skip
    report = begun(office)
    for section in (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER):
        reports.write(**act(report, office.officer, section=section, text=f"{section.label}写在这里。"))
    figures = dict.fromkeys(ENTERED, 0) | {(Subject.CHARGE, Measure.AMOUNT): Decimal("1.250")}
    reports.enter(**act(report, office.officer, figures=figures))
    report.refresh_from_db()
    return report


def test_a_report_is_begun_once(office: applying.Office) -> None:
    assert begun(office) == begun(office)
    assert AnnualReport.objects.count() == 1


def test_a_year_to_come_is_not_reported(office: applying.Office) -> None:
    with pytest.raises(ActRefused):
        reports.start(township=office.town, year=2028, by=office.officer, at=AT)


@pytest.mark.parametrize("who", ["editor", "signer", "legal", "secrecy"])
def test_nobody_else_writes_it(office: applying.Office, who: str) -> None:
    report = begun(office)
    stranger = applying.Office("shiqiao", "石桥镇").head

    for person in (getattr(office, who), stranger):
        with pytest.raises(PermissionDenied):
            reports.write(**act(report, person, section=Section.OVERVIEW, text="x"))
    report.refresh_from_db()
    assert report.sections == {}


def test_two_at_once_do_not_overwrite_one_another(office: applying.Office) -> None:
    report = begun(office)
    seen = act(report, office.officer)
    reports.write(**act(report, office.colleague, section=Section.OVERVIEW, text="同事写的"))

    with pytest.raises(Stale, match="同事甲"):
        reports.write(**seen, section=Section.OVERVIEW, text="我写的")

    report.refresh_from_db()
    assert report.sections == {"overview": "同事写的"}


def test_entered_figures_are_kept_as_typed_and_only_where_no_record_tells(office: applying.Office) -> None:
    report = begun(office)

    reports.enter(**act(report, office.officer, figures={(Subject.CHARGE, Measure.AMOUNT): Decimal("1.250")}))
    with pytest.raises(ActRefused):
        reports.enter(**act(report, office.officer, figures={(Subject.NORMATIVE, Measure.MADE): 3}))
    with pytest.raises(ActRefused):
        reports.enter(
            **act(report, office.officer, figures={(Subject.PENALTY, Measure.DECISIONS): Decimal("1.5")})
        )

    report.refresh_from_db()
    assert report.entered == {"two.charge.amount": "1.25"}


# ---- corrections --------------------------------------------------------------------------------------------------
def test_ann_6_a_correction_takes_the_head_and_a_reason(office: applying.Office) -> None:
    report = begun(office)

    with pytest.raises(PermissionDenied):
        reports.correct(**act(report, office.officer, cell=NEW, figure=2, reason="县级平台另有"))
    with pytest.raises(ActRefused):
        reports.correct(**act(report, office.head, cell=NEW, figure=2, reason=" "))
    for cell in (
        (Row.TOTAL, Column.PERSON),
        (Row.NEW, Column.TOTAL),
        (RemedyKind.REVIEW, RemedyResult.TOTAL),
    ):
        with pytest.raises(ActRefused, match="总计"):
            reports.correct(**act(report, office.head, cell=cell, figure=2, reason="另有"))
    assert not CellCorrection.objects.exists()

    reports.correct(**act(report, office.head, cell=NEW, figure=2, reason="县级平台另有两件"))

    found = queries.figures(AnnualReport.objects.get(), AT)
    assert (found.computed[NEW], found.of(NEW), found.of((Row.NEW, Column.TOTAL))) == (0, 2, 2)
    assert any("第一项加第二项为2" in problem.sentence for problem in found.problems if problem.blocks)
    reports.correct(**act(report, office.head, cell=NEW, figure=None, reason="查明是重复登记"))
    assert not CellCorrection.objects.exists()
    assert [entry.history_type for entry in CellCorrection.history.order_by("history_id")] == ["+", "-"]


def test_a_correction_whose_ground_moved_is_told(office: applying.Office) -> None:
    report = begun(office)
    reports.correct(**act(report, office.head, cell=NEW, figure=2, reason="县级平台另有两件"))
    reporting.case(office.town, 1, received_on=date(2026, 3, 2)).save()

    found = queries.figures(AnnualReport.objects.get(), AT)

    assert [p.cells for p in found.problems if "更正时按记录计算为0，现在为1" in p.sentence] == [
        (key_of(NEW),)
    ]


# ---- last year ----------------------------------------------------------------------------------------------------
def test_ann_6_d_last_years_figures_are_held_against_this_years(office: applying.Office) -> None:
    report = ready(office)
    assert not queries.figures(report, AT).blocked

    held = AnnualReport.objects.get(year=2025)
    reports.import_last_year(
        township=office.town, year=2025, by=office.head, at=AT, carried_out=ZERO, normative_in_force=2, texts={},
        reason="重新核对", version=held.version,
    )  # fmt: skip

    found = queries.figures(report, AT)
    assert [p.sentence for p in found.problems if p.blocks] == [
        f"表三“{column}”一列：“上年结转”为1，2025年年报的“结转下年度继续办理”为0，两者应相等。"
        for column in ("自然人", "总计")
    ]
    assert any("推算为2件" in p.sentence for p in found.problems if not p.blocks)


def test_without_last_year_there_is_a_warning(office: applying.Office) -> None:
    found = queries.figures(begun(office), AT)

    assert any("没有2025年年报的数据" in p.sentence for p in found.problems if not p.blocks)


def test_last_years_text_is_recognised(office: applying.Office) -> None:
    text = "我镇政务公开工作还存在主动公开的深度不够、解读形式单一等问题，下一步将加强培训，拓展解读形式，提高公开质量。"
    reports.import_last_year(
        township=office.town, year=2025, by=office.head, at=AT, carried_out=ZERO, normative_in_force=0,
        texts={Section.PROBLEMS: text}, reason="启用前的年报",
    )  # fmt: skip
    report = begun(office)
    reports.write(**act(report, office.officer, section=Section.PROBLEMS, text=text))
    report.refresh_from_db()

    found = queries.figures(report, AT)

    assert [p.section for p in found.problems if "与上年年报相同" in p.sentence] == [Section.PROBLEMS]


def test_last_years_figures_take_the_head_a_reason_and_no_report_of_ours(office: applying.Office) -> None:
    wanted = {"township": office.town, "at": AT, "carried_out": ZERO, "normative_in_force": 0, "texts": {}}

    with pytest.raises(PermissionDenied):
        reports.import_last_year(year=2025, by=office.officer, reason="启用前", **wanted)
    with pytest.raises(ActRefused):
        reports.import_last_year(year=2025, by=office.head, reason="", **wanted)
    report = begun(office)
    reports.write(**act(report, office.officer, section=Section.OTHER, text="无"))
    with pytest.raises(ActRefused, match="在本系统编制"):
        reports.import_last_year(
            year=2026, by=office.head, reason="启用前", **(wanted | {"at": AT.replace(year=2028)})
        )
    assert AnnualReport.objects.count() == 1


# ---- final ----------------------------------------------------------------------------------------------------------
def test_it_is_not_made_final_while_something_must_be_put_right(office: applying.Office) -> None:
    report = begun(office)

    with pytest.raises(ActRefused, match="处须更正"):
        reports.freeze(**act(report, office.head))

    report.refresh_from_db()
    assert (report.state, report.frozen) == (ReportState.DRAFT, None)


def test_it_is_made_final_by_the_head_after_the_years_end(office: applying.Office) -> None:
    report = ready(office)

    with pytest.raises(PermissionDenied):
        reports.freeze(**act(report, office.officer))
    with pytest.raises(ActRefused, match="年底以后"):
        reports.freeze(**act(report, office.head, at=datetime(2026, 12, 31, 15, 0, tzinfo=UTC)))
    reports.freeze(**act(report, office.head))

    report.refresh_from_db()
    assert report.state == ReportState.FROZEN
    assert json.loads(json.dumps(report.frozen))["figures"]["three.new.total"] == "4"
    assert report.frozen["figures"]["two.charge.amount"] == "1.25"
    with pytest.raises(ActRefused, match="已定稿"):
        reports.write(**act(report, office.officer, section=Section.OTHER, text="改一下"))


def test_the_frozen_copy_stays_whatever_becomes_of_the_cases(office: applying.Office) -> None:
    report = ready(office)
    reports.freeze(**act(report, office.head))
    report.refresh_from_db()
    kept, before = report.frozen, queries.figures(report, AT).report

    Application.objects.filter(township=office.town).update(first_receipt_on=date(2024, 1, 1))
    reporting.case(
        office.town, 77, received_on=date(2026, 5, 5), row=Row.GRANTED, ended_on=date(2026, 5, 6)
    ).save()

    report = AnnualReport.objects.get(pk=report.pk)
    found = queries.figures(report, AT)
    assert (report.frozen, found.report) == (kept, before)
    assert (found.of(NEW), found.computed[NEW]) == (3, 1)


def test_next_year_takes_up_what_was_frozen(office: applying.Office) -> None:
    report = ready(office)
    reports.freeze(**act(report, office.head))

    at = datetime(2028, 1, 10, 1, 0, tzinfo=UTC)
    following = reports.start(township=office.town, year=2027, by=office.officer, at=at)

    last = queries.last_year(queries.last_report(office.town, 2027))
    assert last is not None
    assert (last.carried_out[Column.LEGAL], last.carried_out[Column.TOTAL]) == (1, 1)
    assert not [p for p in queries.figures(following, at).problems if p.blocks and "结转" in p.sentence]


def test_it_is_taken_back_only_while_nothing_of_it_is_on_its_way(office: applying.Office) -> None:
    report = ready(office)
    reports.freeze(**act(report, office.head))
    reports.reopen(**act(report, office.head, reason="漏了一件"))
    report.refresh_from_db()
    assert (report.state, report.frozen) == (ReportState.DRAFT, None)
    reports.freeze(**act(report, office.head))
    made = hand_over(office, report)

    with pytest.raises(ActRefused, match="已转为公开信息"):
        reports.reopen(**act(report, office.head, reason="漏了一件"))

    publications.drop(pk=made.pk, by=User.objects.get(pk=office.officer.pk), at=AT)
    reports.reopen(**act(report, office.head, reason="漏了一件"))


# ---- publication ----------------------------------------------------------------------------------------------------
def item() -> Node:
    return make.item(make.group(make.domain("政府信息公开年报")), "政府信息公开工作年度报告")


def hand_over(office: applying.Office, report: AnnualReport):
    Membership.objects.create(user=office.officer, unit=office.town.unit, role=Role.EDITOR)
    officer = User.objects.get(pk=office.officer.pk)
    return reports.publish(**act(report, officer, unit=office.town.unit, node=item()))


def test_it_becomes_a_publication_with_its_tables_and_the_word_document(office: applying.Office) -> None:
    report = ready(office)
    with pytest.raises(ActRefused, match="定稿"):
        reports.publish(**act(report, office.officer, unit=office.town.unit, node=item()))
    reports.freeze(**act(report, office.head))

    made = hand_over(office, report)

    report.refresh_from_db()
    assert report.publication == made
    assert (made.kind, made.details) == (Kind.ANNUAL_REPORT, {"year": "2026"})
    assert made.text == clean_html(made.text)  # sanitised again it is the same
    assert made.text.count("<table>") == 3
    assert 'colspan="5"' in made.text
    assert 'rowspan="22"' in made.text
    assert "总体情况写在这里" in made.text
    attachment = made.attachments.get()
    document = docx.Document(BytesIO(attachment.file.read()))
    assert [section.label for section in Section] == [
        p.text for p in document.paragraphs if p.text in {section.label for section in Section}
    ]
    assert len(document.tables) == 3
    with pytest.raises(ActRefused, match="已转为公开信息"):
        reports.publish(
            **act(report, User.objects.get(pk=office.officer.pk), unit=office.town.unit, node=made.node)
        )


def test_drafting_the_publication_takes_an_editor(office: applying.Office) -> None:
    report = ready(office)
    reports.freeze(**act(report, office.head))

    with pytest.raises(PermissionDenied):
        reports.publish(**act(report, office.officer, unit=office.town.unit, node=item()))

    report.refresh_from_db()
    assert report.publication is None
