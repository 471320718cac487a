"""A year's arrangement is pasted, previewed, confirmed; it stands as the notice says (CAL-7, CAL-8)."""

from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest

from catalog.law.roles import Role
from catalog.models import CacheGeneration, CalendarDay, CalendarYear, work_calendar
from gongkai.upkeep import acts
from gongkai.upkeep.alarms import calendar_alarm
from tests.factories import catalog as make
from tests.gongkai.upkeep.conftest import NOTICE, Office, signed_in

PAGE = "/office/upkeep/calendar/2026/"
AT = datetime(2025, 11, 5, 1, 0, tzinfo=UTC)
FILLED = {"notice_no": "国办发明电〔2025〕7号", "issued_on": "2025-11-04", "text": NOTICE}

# rules.md A: 2026 exceptions
REST_ON_WEEKDAYS = {
    (1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1), (5, 4), (5, 5), (6, 19),
    (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
}  # fmt: skip
WORK_ON_WEEKENDS = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}


def stored() -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    rows = CalendarDay.objects.filter(year=2026)
    rest = {(row.date.month, row.date.day) for row in rows if not row.is_workday and row.date.weekday() < 5}
    return rest, {(row.date.month, row.date.day) for row in rows if row.is_workday}


def test_the_notice_of_2026_becomes_the_table_of_the_rules(office: Office) -> None:
    preview = office.client.post(PAGE, FILLED | {"step": "preview"})
    assert "确认录入" in preview.text
    assert not CalendarYear.objects.get(year=2026).arranged

    answer = office.client.post(PAGE, FILLED | {"step": "confirm"}, follow=True)

    assert "2026年放假安排已录入" in answer.text
    assert stored() == (REST_ON_WEEKDAYS, WORK_ON_WEEKENDS)
    year = CalendarYear.objects.get(year=2026)
    assert (year.arranged, year.notice_no, year.issued_on) == (
        True,
        "国办发明电〔2025〕7号",
        date(2025, 11, 4),
    )
    calendar = work_calendar()
    assert sum(calendar.is_workday(date.fromordinal(n)) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())) == 248  # fmt: skip
    assert calendar.add(date(2026, 9, 30), 20).on == date(2026, 11, 3)  # rules.md S, 1


def test_going_back_from_the_preview_keeps_what_was_typed(office: Office) -> None:
    page = office.client.post(PAGE, FILLED | {"step": "edit"})

    assert "国办发明电〔2025〕7号" in page.text
    assert 'value="preview"' in page.text
    assert not CalendarYear.objects.get(year=2026).arranged


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("5月9日（周六）上班", "第5行"),
        ("共5天。", "写明共6天"),
        ("6月19日（周五）", "周四"),
        ("4月4日（周六）", "没有2026年4月31日"),
    ],
)
def test_a_bad_paste_is_told_at_its_line(office: Office, bad: str, words: str) -> None:
    wrong = {
        "5月9日（周六）上班": "5月11日（周一）上班",
        "共5天。": "共6天。",
        "6月19日（周五）": "6月19日（周四）",
        "4月4日（周六）": "4月31日",
    }[bad]

    page = office.client.post(PAGE, FILLED | {"text": NOTICE.replace(bad, wrong), "step": "confirm"})

    assert page.status_code == HTTPStatus.OK
    assert words in page.text
    assert "第" in page.text.split("errorlist")[1][:80]
    assert not CalendarYear.objects.get(year=2026).arranged


@pytest.mark.parametrize(
    "text", ["", "今年不放假", "国务院办公厅关于2025年部分节假日安排的通知\n一、元旦：1月1日放假。"]
)
def test_a_text_that_is_no_notice_of_the_year_is_refused(office: Office, text: str) -> None:
    page = office.client.post(PAGE, FILLED | {"text": text, "step": "confirm"})

    assert "errorlist" in page.text
    assert CalendarDay.objects.count() == 1


def test_entered_again_the_year_is_replaced_and_the_days_that_moved_are_logged(office: Office) -> None:
    office.client.post(PAGE, FILLED | {"step": "confirm"})
    before = CacheGeneration.objects.get().number
    changed = NOTICE.replace(
        "5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。",
        "5月1日（周五）至3日（周日）放假，共3天。",
    )

    preview = office.client.post(PAGE, FILLED | {"text": changed, "step": "preview"})
    office.client.post(PAGE, FILLED | {"text": changed, "step": "confirm"})

    assert "2026-05-04由休息改为上班" in preview.text
    assert work_calendar().is_workday(date(2026, 5, 4))
    assert not CalendarDay.objects.filter(date=date(2026, 5, 9)).exists()
    gone = CalendarDay.history.get(date=date(2026, 5, 9), history_type="-")
    assert gone.history_user == office.admin
    newest = CalendarYear.history.filter(year=2026).first()
    assert (
        newest.history_change_reason
        == "3天有变：2026-05-04由休息改为上班；2026-05-05由休息改为上班；2026-05-09由上班改为休息"
    )
    assert CacheGeneration.objects.get().number > before


def test_the_same_notice_twice_moves_nothing(office: Office) -> None:
    office.client.post(PAGE, FILLED | {"step": "confirm"})
    days = CalendarDay.history.count()

    again = office.client.post(PAGE, FILLED | {"step": "confirm"}, follow=True)

    assert "没有哪一天变动" in again.text
    assert CalendarDay.history.count() == days


def test_a_day_of_the_neighbouring_year_is_set_there(office: Office) -> None:
    text = "一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。1月3日（周日）上班。"

    acts.arrange_year(
        year=2027, notice_no="某号", issued_on=date(2026, 11, 5), text=text, by=office.admin, at=AT
    )
    assert CalendarDay.objects.get(date=date(2026, 12, 31)).year_id == 2026

    acts.arrange_year(
        year=2026, notice_no="七号", issued_on=date(2025, 11, 4), text=NOTICE, by=office.admin, at=AT
    )
    assert CalendarDay.objects.filter(date=date(2026, 12, 31), is_workday=False).exists()


def test_only_an_administrator_enters_the_arrangement(office: Office) -> None:
    head = signed_in(make.user_with(Role.OFFICE_HEAD, office.township))
    editor = signed_in(make.user_with(Role.EDITOR, office.township))

    assert head.get(PAGE).status_code == HTTPStatus.OK
    assert head.post(PAGE, FILLED | {"step": "confirm"}).status_code == HTTPStatus.FORBIDDEN
    assert editor.get(PAGE).status_code == HTTPStatus.FORBIDDEN
    assert not CalendarYear.objects.get(year=2026).arranged


def test_the_list_says_what_is_provisional(office: Office) -> None:
    assert "预计" in office.client.get("/office/upkeep/calendar/").text
    assert office.client.get("/office/upkeep/calendar/1999/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("today", "arranged", "words"),
    [
        (date(2026, 11, 30), {2026}, ""),
        (date(2026, 12, 1), {2026}, "2027年的放假安排还没有录入"),
        (date(2026, 12, 31), {2026, 2027}, ""),
        (date(2027, 1, 1), {2026}, "2027年的放假安排还没有录入，今年的期限都按“预计”显示"),
    ],
)
def test_the_alarm_rings_from_december(db: None, today: date, arranged: set[int], words: str) -> None:
    for year in arranged:
        CalendarYear.objects.create(year=year, arranged=True, notice_no="某号")

    alarm = calendar_alarm(today)

    assert alarm.startswith(words)
    assert bool(alarm) == bool(words)
