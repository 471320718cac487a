"""The annual report's pages: for whom, what each figure opens, what is typed stays, files, constant queries."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import product

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx.oxml.ns import qn

from catalog.law.roles import Role
from catalog.models import Membership, User
from disclosure.actions import reports
from disclosure.law.report import Column, Measure, RemedyKind, RemedyResult, Row, Section, Subject, key_of
from disclosure.models import AnnualReport, Application, CellCorrection, ReportState
from tests.disclosure.actions.test_reports import ready
from tests.factories import applying, reporting
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOME = "/office/reports/"
PAGES = [
    "", "2026/", "2026/check/", "2026/preview/", "2026/docx/", "2026/cells/three.new.total/",
    *(f"2026/{section.value}/" for section in Section),
]  # fmt: skip


@pytest.fixture
def office() -> applying.Office:
    return applying.Office()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def begun(office: applying.Office) -> AnnualReport:
    return reports.start(township=office.town, year=2026, by=office.officer, at=AT)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_those_who_write_the_report(office: applying.Office, page: str) -> None:
    begun(office)

    assert signed_in(office.officer).get(HOME + page).status_code == 200
    assert signed_in(office.head).get(HOME + page).status_code == 200
    for user in (office.editor, office.signer, office.legal):
        assert signed_in(user).get(HOME + page).status_code == 403
    assert Client().get(HOME + page).status_code == 302


def test_nothing_of_another_township_shows(office: applying.Office) -> None:
    begun(office)
    cases = reporting.scene(office.town, 1, 20)
    other = applying.Office("shiqiao", "石桥镇")
    client = signed_in(other.head)

    assert client.get(f"/shiqiao{HOME}2026/").status_code == 404
    assert client.get(f"/wanghe{HOME}2026/").status_code in (302, 403, 404)
    assert cases[0].number not in client.get(f"/shiqiao{HOME}").text


@pytest.mark.parametrize(
    "path", ["cells/three.new.nobody/", "cells/two.licence.decisions/", "cells/x/", "nothing/", "act/x/"]
)
def test_what_is_not_there_is_not_found(office: applying.Office, path: str) -> None:
    begun(office)
    client = signed_in(office.officer)

    answer = client.post(f"{HOME}2026/{path}") if path.startswith("act") else client.get(f"{HOME}2026/{path}")

    assert answer.status_code == 404


def test_each_figure_opens_onto_exactly_its_cases(office: applying.Office) -> None:
    begun(office)
    reporting.challenged(reporting.scene(office.town, 3), office.officer, 3)
    client = signed_in(office.officer)
    pages = {
        section: client.get(f"{HOME}2026/{section}/").text
        for section in ("applications", "remedies", "disclosed")
    }
    figures = {
        key: int(number)
        for text in pages.values()
        for key, number in re.findall(r'href="/office/reports/2026/cells/([a-z_.]+)/"[^>]*>(\d+)', text)
    }  # fmt: skip

    assert set(figures) == {
        *map(key_of, product(Row, Column)),
        *map(key_of, product(RemedyKind, RemedyResult)),
        *map(
            key_of,
            product(
                (Subject.REGULATION, Subject.NORMATIVE), (Measure.MADE, Measure.REPEALED, Measure.IN_FORCE)
            ),
        ),
    }
    for key, number in figures.items():
        if number:
            assert client.get(f"{HOME}2026/cells/{key}/").context["page"].paginator.count == number
    assert sum(number > 0 for number in figures.values()) > 60


def test_the_cases_behind_a_figure_show_numbers_and_masked_names_only(office: applying.Office) -> None:
    begun(office)
    application = office.registered("09-07")

    text = signed_in(office.officer).get(f"{HOME}2026/cells/three.new.person/").text

    assert application.number in text
    assert "林**" in text
    for secret in ("林小满", applying.PHONE, applying.ID_NUMBER, "上坪村"):
        assert secret not in text


@pytest.mark.parametrize(
    "page", ["2026/applications/", "2026/", "2026/check/", "2026/cells/three.new.person/"]
)
def test_pages_cost_the_same_whatever_the_number_of_cases(office: applying.Office, page: str) -> None:
    begun(office)
    client = signed_in(office.officer)
    reporting.challenged(reporting.scene(office.town, 1, 30), office.officer, 1)
    client.get(HOME + page)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME + page)
    reporting.challenged(reporting.scene(office.town, 2, 60, first=500), office.officer, 2)
    with CaptureQueriesContext(connection) as many:
        assert client.get(HOME + page).status_code == 200

    assert len(many) == len(few)


# ---- writing --------------------------------------------------------------------------------------------------------
def test_a_section_begins_with_a_draft_from_the_records_and_keeps_what_is_written(
    office: applying.Office,
) -> None:
    report = begun(office)
    office.registered("09-07")
    client = signed_in(office.officer)
    page = f"{HOME}2026/overview/"

    assert "新收政府信息公开申请1件" in client.get(page).context["form"]["text"].value()
    answer = client.post(page, {"version": report.version, "text": "我们自己写的。"}, follow=True)

    assert answer.context["form"]["text"].value() == "我们自己写的。"
    assert "新收政府信息公开申请1件" in answer.context["draft"]


def test_who_comes_too_late_is_told_and_loses_nothing(office: applying.Office) -> None:
    report = begun(office)
    client = signed_in(office.officer)
    reports.write(
        pk=report.pk, by=office.colleague, at=AT, section=Section.PROBLEMS, text="先", version=report.version
    )

    answer = client.post(f"{HOME}2026/problems/", {"version": report.version, "text": "后来的文字"})

    assert answer.status_code == 409
    assert "同事甲" in answer.text
    assert "后来的文字" in answer.text


def test_a_wrong_figure_is_told_at_its_field_and_kept(office: applying.Office) -> None:
    report = begun(office)
    client = signed_in(office.officer)

    answer = client.post(
        f"{HOME}2026/disclosed/",
        {"entered": 1, "version": report.version, "licence_decisions": "三十", "charge_amount": "-1"},
    )

    assert answer.context["entered"].errors == {
        "licence_decisions": ["请填写数字。"],
        "charge_amount": ["不能小于0。"],
    }
    assert 'value="三十"' in answer.text


def test_the_head_corrects_a_figure_and_the_officer_cannot(office: applying.Office) -> None:
    report = begun(office)
    page = f"{HOME}2026/cells/three.new.person/"
    data = {"version": report.version, "figure": 3, "reason": "县级平台另有"}

    refused = signed_in(office.officer).post(page, data)
    signed_in(office.head).post(page, data)

    assert refused.status_code == 409
    assert "更正数字由政务公开工作机构负责人办理" in refused.text
    assert CellCorrection.objects.get().figure == 3
    assert ">3<span" in signed_in(office.officer).get(f"{HOME}2026/applications/").text


def test_last_years_figures_are_typed_in_by_the_head(office: applying.Office) -> None:
    begun(office)
    page = f"{HOME}2026/last-year/"
    data = dict.fromkeys(["person", "business", "research", "welfare", "legal", "other", "normative"], 0)

    assert signed_in(office.officer).get(page).status_code == 403
    refused = signed_in(office.head).post(page, data | {"person": "", "reason": "启用前"})
    assert refused.context["form"].errors == {"person": ["没有的填0。"]}
    signed_in(office.head).post(page, data | {"person": 4, "reason": "启用前"})

    held = AnnualReport.objects.get(year=2025)
    assert (held.imported, held.frozen["carried_out"]["total"]) == (True, 4)


def test_from_the_last_word_to_the_publication(office: applying.Office) -> None:
    report = ready(office)
    AnnualReport.objects.filter(pk=report.pk).update(year=2024)  # a year that is over
    AnnualReport.objects.filter(year=2025).update(year=2023)
    Application.objects.all().delete()
    item = make.item(make.group(make.domain("年报")), "政府信息公开工作年度报告", key="c-annual-1")
    held = AnnualReport.objects.get(year=2023)
    held.frozen["carried_out"] = dict.fromkeys(held.frozen["carried_out"], 0)
    held.save()
    head = make.user_with(Role.OFFICE_HEAD, office.town, name="兼编辑")
    Membership.objects.create(user=head, unit=office.town.unit, role=Role.EDITOR)
    client = signed_in(head)
    page = f"{HOME}2024/"

    client.post(f"{page}act/freeze/", {"freeze-version": report.version})
    report.refresh_from_db()
    assert report.state == ReportState.FROZEN
    form = client.get(page).context["forms"]["publish"]
    assert form.initial["node"] == item
    answer = client.post(
        f"{page}act/publish/",
        {"publish-version": report.version, "publish-unit": office.town.unit_id, "publish-node": item.pk},
    )

    report.refresh_from_db()
    assert answer.url == f"/office/publications/{report.publication_id}/"


def test_a_refusal_to_make_it_final_is_said_in_words(office: applying.Office) -> None:
    report = begun(office)

    answer = signed_in(office.head).post(f"{HOME}2026/act/freeze/", {"freeze-version": report.version})

    assert answer.status_code == 409
    assert "2026年还没有结束" in answer.text


# ---- file -----------------------------------------------------------------------------------------------------------
def test_the_word_document_has_the_forms_merged_heads_and_chinese_fonts(office: applying.Office) -> None:
    begun(office)
    reporting.case(
        office.town, 1, received_on=date(2026, 3, 2), row=Row.PROCESS, ended_on=date(2026, 3, 9)
    ).save()

    answer = signed_in(office.officer).get(f"{HOME}2026/docx/")

    document = docx.Document(BytesIO(answer.content))
    two, three, four = document.tables
    assert [len(table.columns) for table in (two, three, four)] == [4, 10, 15]
    assert [len(table.rows) for table in (two, three, four)] == [14, 28, 4]
    assert three.cell(0, 0)._tc is three.cell(2, 2)._tc
    assert three.cell(5, 0)._tc is three.cell(26, 0)._tc  # 三、本年度办理结果 beside rows 3 to 24
    assert three.cell(12, 3).text == "1"
    assert three.cell(12, 2).text == "6.属于四类过程性信息"
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for p in document.paragraphs for run in p.runs}
    assert fonts == {"方正小标宋简体", "黑体", "仿宋_GB2312"}
