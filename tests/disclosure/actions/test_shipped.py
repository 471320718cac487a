"""Shipped tables: loaded once, never over what staff decided."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from disclosure.actions.shipped import load_shipped
from disclosure.checks.wording import Wording, find_wordings, wordings_of
from disclosure.models import BoardOnly, WordingRule
from disclosure.queries.lists import names_stay_on_the_board
from gongkai.demo.texts.publishing import FLAWED
from tests.factories import catalog

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def test_loading_twice_changes_nothing() -> None:
    first = load_shipped()
    before = [*BoardOnly.objects.values_list(), *WordingRule.objects.values_list()]

    second = load_shipped()

    assert first.new > 0
    assert not second
    assert [*BoardOnly.objects.values_list(), *WordingRule.objects.values_list()] == before


def test_a_shipped_row_switched_off_stays_off_and_own_rows_are_left_alone() -> None:
    load_shipped()
    township = catalog.township()
    BoardOnly.objects.filter(words="低保").update(is_active=False, note="改过")
    own = BoardOnly.objects.create(township=township, words="特困", note="本镇的", is_active=False)

    done = load_shipped()

    assert (done.new, done.changed) == (0, 1)
    row = BoardOnly.objects.get(words="低保")
    own.refresh_from_db()
    assert row.is_active is False
    assert row.note.startswith("最低生活保障对象")  # the explanation follows the file
    assert (own.note, own.is_active) == ("本镇的", False)


@pytest.mark.parametrize("name", ["board-only.csv", "wording.csv"])
def test_no_row_stands_twice(name) -> None:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        keys = [next(iter(row.values())) for row in csv.DictReader(file)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("2026年3月低保对象名单", True),
        ("特困人员供养名单公示", True),
        ("重度残疾人护理补贴发放名单", True),
        ("困境儿童基本生活补贴名单", True),
        ("春季学生资助名单", True),
        ("防止返贫监测对象名单", True),
        ("耕地地力保护补贴发放名单", False),
        ("护林员选聘名单公示", False),
        ("农机购置补贴公示", False),
    ],
)
def test_which_names_stay_on_the_board(title, kept) -> None:
    load_shipped()
    township = catalog.township()

    assert names_stay_on_the_board(township, catalog.item(catalog.domain()), title) is kept


def test_a_row_printed_for_the_board_alone_stays_there() -> None:
    township = catalog.township()
    item = catalog.item(catalog.domain(), "惠农补贴", channels=["notice_board"])

    assert names_stay_on_the_board(township, item, "补贴名单") is True


def test_a_township_switches_a_shipped_row_off_for_itself_alone() -> None:
    load_shipped()
    here, there = catalog.township(), catalog.township("meilan", "梅澜乡")
    item = catalog.item(catalog.domain())
    BoardOnly.objects.create(township=here, words="雨露计划", is_active=False)

    assert names_stay_on_the_board(here, item, "雨露计划补助名单") is False
    assert names_stay_on_the_board(there, item, "雨露计划补助名单") is True


# ---- wordings -----------------------------------------------------------------------------------------------
def shipped_wordings() -> list[Wording]:
    load_shipped()
    return wordings_of(catalog.township().pk)


def test_every_shipped_wording_is_found_and_its_correction_is_clean() -> None:
    wordings = shipped_wordings()

    assert len(wordings) >= 60
    for wording in wordings:
        assert wording.wrong in {
            used.wording.wrong for used in find_wordings(f"前{wording.wrong}后", wordings)
        }
        assert list(find_wordings(f"前{wording.right}后", wordings)) == []
        assert not wording.blocks
        for longer in wording.unless:
            assert wording.wrong in longer
            assert list(find_wordings(f"前{longer}后", [wording])) == []


@pytest.mark.parametrize(
    "right",
    ["已登记帐篷数量", "收到帐篷300顶", "按装机容量补贴", "按排放标准执行", "合同涉及到期续签", "究竟争取多少",
     "公布署名文章", "骨折除外", "陷井盖丢失", "报名截止日期为3月1日", "民族成份登记", "每月份内部核对", "说明理由……等等。"],
)  # fmt: skip
def test_what_is_right_raises_no_alarm(right) -> None:
    assert list(find_wordings(right, shipped_wordings())) == []


def test_false_alarms_over_the_demonstration_stay_below_one_in_a_hundred_lines() -> None:
    """The demonstration's texts and the standard catalog are right as they stand."""
    wordings = shipped_wordings()
    sources = [
        *sorted((FIXTURES.parent / "gongkai" / "demo" / "texts").glob("*.py")),
        FIXTURES / "catalog-26.csv",
    ]
    lines = [
        line for path in sources for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 10
    ]

    alarms = [line for line in lines if any(find_wordings(line, wordings))]

    assert len(lines) > 2000
    assert alarms == [FLAWED.strip()]  # one text is there to show what the check desk finds
