"""The standard catalog and the calendar as they are loaded from the fixtures."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from catalog.actions import imports
from catalog.actions.import_catalog import CatalogReader
from catalog.actions.standard import load_standard
from catalog.actions.tree_check import find_faults
from catalog.law.roles import Role
from catalog.law.vocabulary import Level, NodeKind, Origin, Verified
from catalog.models import (
    CacheGeneration,
    CalendarDay,
    CalendarYear,
    Node,
    RowAction,
    TimeLimit,
    work_calendar,
)
from catalog.queries.effective import current, effective_rows
from catalog.sheets.official_export import write_csv, write_xlsx
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
FIXTURES = Path(settings.BASE_DIR) / "fixtures"

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    for name in ("catalog-26.csv", "columns.csv", "village-items.csv"):
        shutil.copy(FIXTURES / name, tmp_path / name)
    return tmp_path


def edit(folder, change):
    """Rewrite catalog-26.csv of the folder through `change(rows)`."""
    path = folder / "catalog-26.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def test_every_row_of_the_files_is_in_the_tree():
    load_standard(at=AT)

    domains = Node.objects.filter(kind=NodeKind.DOMAIN, origin=Origin.NATIONAL)
    items = Node.objects.filter(kind=NodeKind.ITEM)
    assert [node.name for node in domains.order_by("tree_id")][:3] == [
        "重大建设项目",
        "公共资源交易",
        "义务教育",
    ]
    assert domains.count() == 26
    assert items.filter(key__startswith="d").count() == 459
    assert items.filter(origin=Origin.VILLAGE).count() == 64
    assert sorted(Node.objects.filter(kind=NodeKind.COLUMN).values_list("name", flat=True)) == sorted(
        ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"]
    )
    codes = set(items.exclude(statute_code="").values_list("statute_code", flat=True))
    assert codes == {f"20-{n}" for n in range(1, 16)} | {f"21-{n}" for n in range(1, 9)}
    assert find_faults(Node) == []
    assert TimeLimit.objects.filter(node__key="d01-001").count() == 1


def test_ditto_marks_of_the_file_are_resolved():
    load_standard(at=AT)

    rows = Node.objects.filter(key__in=["d02-016", "d02-017"]).order_by("key")
    assert len({node.basis for node in rows}) == 1
    assert not Node.objects.filter(basis="同上").exists() | Node.objects.filter(elements="同上").exists()


def test_importing_an_export_of_the_standard_catalog_changes_nothing(settings, tmp_path):
    """All printed forms of the real table survive the way out and in."""
    settings.MEDIA_ROOT = tmp_path
    load_standard(at=AT)
    town = make.township()
    admin = make.user_with(Role.ADMIN, town)
    rows = current(effective_rows(town, date(2026, 11, 23)))

    for name, data in (("a.xlsx", write_xlsx(rows, town)), ("a.csv", write_csv(rows))):
        run = imports.upload(township=town, kind="catalog", file_name=name, data=data, by=admin, at=AT)
        imports.preview(pk=run.pk, reader=CatalogReader(), at=AT)
        assert (
            list(run.rows.exclude(action=RowAction.UNCHANGED).values_list("label", "changes", "reason")) == []
        )
        assert run.rows.count() == 448


def test_the_law_figures_of_the_file_hold():
    load_standard(at=AT)

    rows = Node.objects.filter(key__startswith="d", kind=NodeKind.ITEM)
    assert len([node for node in rows if node.levels == [Level.COUNTY]]) == 121
    assert rows.exclude(verified=Verified.YES).count() == 234
    assert {node.parent.name for node in rows if node.is_stopped(date(2026, 1, 1))} == {
        "政策文件",
        "扶贫对象",
        "扶贫资金",
        "扶贫项目",
        "监督管理",
    }


def test_loading_again_changes_nothing(django_assert_max_num_queries):
    load_standard(at=AT)
    before = list(Node.objects.values().order_by("pk"))

    with django_assert_max_num_queries(4):
        again = load_standard(at=LATER)
    forced = load_standard(at=LATER, force=True)

    assert again.unchanged
    assert (forced.new, forced.changed, forced.stopped) == (0, 0, 0)
    assert list(Node.objects.values().order_by("pk")) == before


def test_a_changed_file_updates_rows_by_key(folder):
    township = make.township()
    load_standard(at=AT, folder=folder)
    generation = CacheGeneration.objects.get(township=township).number

    def change(rows):
        rows[1]["time_limit"] = "每季度更新"
        rows[2]["level1"] = "办理信息"
        return [rows[0] | {"key": "d01-900", "level2": "新的事项"}, *rows[1:-1]]

    last = Node.objects.get(key="d26-013")
    edit(folder, change)
    loaded = load_standard(at=LATER, folder=folder)

    assert (loaded.new, loaded.changed, loaded.stopped) == (2, 1, 2)
    row = Node.objects.get(key="d01-002")
    assert (row.limit_text, row.version) == ("每季度更新", 2)
    assert [limit.kind for limit in row.limits.all()] == ["recurring"]
    assert Node.objects.get(key="d01-003").parent.name == "办理信息"
    last.refresh_from_db()
    assert last.is_stopped(date(2026, 11, 25))
    assert not last.is_stopped(date(2026, 11, 24))
    assert find_faults(Node) == []
    assert CacheGeneration.objects.get(township=township).number > generation


def test_calendar_has_the_arrangement_of_2026():
    load_standard(at=AT)

    days = dict(CalendarDay.objects.filter(year=2026).values_list("date", "is_workday"))
    rest = sorted(f"{day:%m-%d}" for day, works in days.items() if not works and day.weekday() < 5)
    work = sorted(f"{day:%m-%d}" for day, works in days.items() if works)
    assert rest == [
        "01-01",
        "01-02",
        "02-16",
        "02-17",
        "02-18",
        "02-19",
        "02-20",
        "02-23",
        "04-06",
        "05-01",
        "05-04",
        "05-05",
        "06-19",
        "09-25",
        "10-01",
        "10-02",
        "10-05",
        "10-06",
        "10-07",
    ]
    assert work == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    calendar = work_calendar()
    assert (
        sum(calendar.is_workday(date.fromordinal(date(2026, 1, 1).toordinal() + n)) for n in range(365))
        == 248
    )
    assert calendar.is_arranged(2026)
    assert not calendar.is_arranged(2027)
    assert not calendar.is_workday(date(2027, 2, 9))  # 初三 is a Monday; 初一 and 初二 on a weekend: in lieu


def test_a_year_entered_by_hand_is_left_alone():
    CalendarYear.objects.create(year=2026, arranged=True, notice_no="手工录入")

    load_standard(at=AT)

    assert CalendarYear.objects.get(year=2026).notice_no == "手工录入"
    assert not CalendarDay.objects.filter(year=2026).exists()


def test_check_tree_finds_and_mends_a_broken_tree(capsys):
    load_standard(at=AT)
    call_command("check_tree")
    Node.objects.filter(key="d05-003").update(lft=900, rght=901)

    with pytest.raises(CommandError):
        call_command("check_tree")
    call_command("check_tree", "--rebuild")

    assert find_faults(Node) == []
