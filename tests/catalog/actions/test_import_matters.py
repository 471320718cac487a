"""权责清单 and 公共服务事项清单 from sheets as offices keep them."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from catalog.actions import imports
from catalog.actions.import_matters import POWERS, SERVICES
from catalog.law.roles import Role
from catalog.models import ImportKind, ImportState, Matter, MatterMatch, RowAction
from tests.factories import catalog as make

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
HEAD = ["序号", "权力编码", "职权名称", "职权类别", "实施依据", "实施主体", "责任科室"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    made = make.township()
    make.unit(made, "社会事务办")
    return made


@pytest.fixture
def head(town):
    return make.user_with(Role.OFFICE_HEAD, town)


def book(*rows, head=HEAD, merge=()):
    out = io.BytesIO()
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["望禾镇权责清单"])
    sheet.append(head)
    for cells in rows:
        sheet.append(cells)
    for area in merge:
        sheet.merge_cells(area)
    workbook.save(out)
    return out.getvalue()


def read(town, by, data, *, reader=POWERS, name="清单.xlsx"):
    run = imports.upload(township=town, kind=reader.kind, file_name=name, data=data, by=by, at=AT)
    return imports.preview(pk=run.pk, reader=reader, at=AT)


def confirm(run, by, reader=POWERS):
    return imports.confirm(pk=run.pk, reader=reader, by=by, at=AT)


FIRST = [
    1,
    "3500-01",
    "最低生活保障审核",
    "行政给付",
    "《社会救助暂行办法》",
    "望禾镇人民政府",
    "望禾镇社会事务办公室",
]
SECOND = [2, "3500-02", "农村危房改造审核", "行政确认", "《指导意见》", "望禾镇人民政府", "建设办"]


def test_a_list_comes_in_with_units_by_name_and_is_compared_at_once(town, head):
    make.item(make.group(make.domain("农村危房改造", "16"), "对象"), "农村危房改造对象申请条件")

    run = read(town, head, book(FIRST, SECOND))
    done = confirm(run, head)

    first, second = Matter.objects.order_by("code")
    assert done.state == ImportState.DONE
    assert (first.code, first.name, first.category, first.unit.name) == (
        "3500-01",
        "最低生活保障审核",
        "行政给付",
        "社会事务办",
    )
    assert second.unit is None
    assert any("建设办" in note for note in run.notes)
    assert MatterMatch.objects.get().matter == second


def test_the_same_list_again_changes_nothing(town, head):
    confirm(read(town, head, book(FIRST, SECOND)), head)

    run = read(town, head, book(FIRST, SECOND))

    assert list(run.rows.values_list("action", flat=True)) == [RowAction.UNCHANGED] * 2


def test_changed_and_gone_lines_are_told(town, head):
    confirm(read(town, head, book(FIRST, SECOND)), head)

    run = read(town, head, book([*FIRST[:2], "最低生活保障审核确认", *FIRST[3:]]))

    changed = run.rows.get()
    assert (changed.action, changed.changes) == (
        RowAction.CHANGED,
        {"名称": ["最低生活保障审核", "最低生活保障审核确认"]},
    )
    assert any("1项不在这份表里" in note and "农村危房改造审核" in note for note in run.notes)
    confirm(run, head)
    assert Matter.objects.get(code="3500-01").name == "最低生活保障审核确认"
    assert Matter.objects.get(code="3500-02").is_active


def test_merged_cells_are_filled_and_grounds_of_one_matter_joined(town, head):
    rows = [
        ["一、行政给付", "", "", "", "", "", ""],
        FIRST,
        ["", "", "", "", "《实施细则》", "", ""],
        [2, "3500-02", "农村危房改造审核", "", "《指导意见》", "", ""],
    ]
    merge = ["A3:G3", "A4:A5", "B4:B5", "C4:C5", "D4:D6", "F4:F6", "G4:G6"]

    confirm(read(town, head, book(*rows, merge=merge)), head)

    first, second = Matter.objects.order_by("code")
    assert first.basis == "《社会救助暂行办法》\n《实施细则》"
    assert (second.category, second.unit.name) == ("行政给付", "社会事务办")


def test_a_line_without_code_keeps_the_same_one_every_time(town, head):
    plain = ["事项名称", "事项类型"]
    confirm(
        read(town, head, book(["老年人 优待证（办理）", "公共服务"], head=plain), reader=SERVICES),
        head,
        SERVICES,
    )

    run = read(town, head, book(["老年人优待证(办理)", "公共服务"], head=plain), reader=SERVICES)

    made = Matter.objects.get()
    assert (made.kind, made.code.startswith("auto-")) == ("service", True)
    assert run.rows.get().data["pk"] == made.pk


def test_a_made_code_gives_way_to_a_real_one(town, head):
    confirm(read(town, head, book(["老年人优待证办理"], head=["事项名称"]), reader=SERVICES), head, SERVICES)

    run = read(town, head, book(["老年人优待证办理", "F-01"], head=["事项名称", "基本编码"]), reader=SERVICES)
    confirm(run, head, SERVICES)

    assert Matter.objects.get().code == "F-01"


def test_a_csv_in_gb18030_is_read(town, head):
    data = "权力编码,权力名称\nA1,生育登记\n".encode("gb18030")

    confirm(read(town, head, data, name="清单.csv"), head)

    assert Matter.objects.get().name == "生育登记"


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        ([1, "A1", "", "行政给付"], "C4", "没有事项名称"),
        ([1, "A" * 61, "甲", ""], "B4", "超过60字"),
        ([1, "A1", "长" * 201, ""], "C4", "超过200字"),
        ([1, "3500-01", "另一事项", ""], "B4", "与 C3 重复"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_saved(town, head, line, cell, words):
    run = read(town, head, book(FIRST, line))

    refused = run.rows.get(action=RowAction.REFUSED)
    assert refused.cell == cell
    assert words in refused.reason
    with pytest.raises(imports.ActRefused):
        confirm(run, head)
    assert not Matter.objects.exists()


def test_a_sheet_without_names_fails_the_run(town, head):
    run = read(town, head, book(["甲"], head=["备注说明"]))

    assert (run.state, "事项名称" in run.message) == (ImportState.FAILED, True)


def test_another_townships_list_is_left_alone(town, head):
    other = make.township("songtai", "松台镇")
    foreign = Matter.objects.create(township=other, kind=ImportKind.POWERS, code="3500-01", name="松台事项")

    run = read(town, head, book(FIRST))
    confirm(run, head)

    foreign.refresh_from_db()
    assert foreign.name == "松台事项"
    assert Matter.objects.filter(township=town).count() == 1
