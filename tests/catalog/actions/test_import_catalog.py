"""Import of the official table: what each row would do, saved all or nothing, and a round trip that changes nothing."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from catalog.actions import imports, nodes
from catalog.actions.import_catalog import CatalogReader
from catalog.actions.refusals import ActRefused
from catalog.actions.tree_check import find_faults
from catalog.law.roles import Role
from catalog.law.vocabulary import Audience, Channel, Level, Mode, NodeKind, Origin
from catalog.models import (
    Adoption,
    CacheGeneration,
    ImportKind,
    ImportRow,
    ImportRun,
    ImportState,
    Node,
    RowAction,
)
from catalog.queries.effective import current, effective_rows
from catalog.sheets.official_export import write_csv, write_xlsx
from tests.catalog.sheets import tables
from tests.catalog.sheets.tables import row, table
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
READER = CatalogReader()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def admin(town):
    return make.user_with(Role.ADMIN, town)


@pytest.fixture
def school():
    """义务教育 / 招生管理 / 学校介绍, as `tables.row()` has it but for body, channels and levels."""
    group = make.group(make.domain())
    return make.item(group, basis="《政府信息公开条例》", elements="办学性质;办学规模")


def start(town, admin, data, name="目录.xlsx"):
    run = imports.upload(township=town, kind=ImportKind.CATALOG, file_name=name, data=data, by=admin, at=AT)
    return imports.preview(pk=run.pk, reader=READER, at=AT)


def confirm(run, admin):
    return imports.confirm(pk=run.pk, reader=READER, by=admin, at=AT)


def book(*rows, sheet="Sheet1", **kwargs):
    return tables.xlsx((sheet, table(*rows, **kwargs)))


def actions(run):
    return [(each.line, each.action) for each in run.rows.order_by("line", "pk")]


def refusals(run):
    return [(each.cell, each.reason) for each in run.rows.filter(action=RowAction.REFUSED).order_by("line")]


def test_preview_names_every_row_and_saves_nothing(town, admin, school):
    same = row(body="教育行政部门", channels="政府网站", county="√")
    make.item(Node.objects.get(pk=school.parent_id), "学区划分", body="教育行政部门")

    run = start(
        town,
        admin,
        book(same, row("2", "", "学区划分"), row("3", "", "新事项"), row("4", "", "坏行", channels="板凳")),
    )

    assert run.state == ImportState.PREVIEW
    assert actions(run) == [(4, "unchanged"), (5, "changed"), (6, "new"), (7, "refused")]
    changed = run.rows.get(action=RowAction.CHANGED)
    assert changed.changes["公开主体"] == ["教育行政部门", "镇社会事务办"]
    assert changed.changes["公开层级"] == ["县级、乡镇", "乡镇"]
    assert refusals(run)[0][0] == "H7"
    assert (Adoption.objects.count(), Node.objects.filter(township=town).count()) == (0, 0)


def test_a_difference_on_a_national_row_becomes_the_townships_wording(town, admin, school):
    before = Node.objects.filter(pk=school.pk).values().get()
    number = CacheGeneration.objects.get(township=town).number

    run = confirm(start(town, admin, book(row(limit="每季度更新", number="WH-07-1"))), admin)

    assert (run.state, run.message) == (
        ImportState.DONE,
        "已导入：新增本镇特色事项0项，本镇表述调整1项，本镇事项修改0项。",
    )
    assert Node.objects.filter(pk=school.pk).values().get() == before
    adoption = Adoption.objects.get(holder=town.unit, node=school)
    assert (adoption.limit_text, adoption.body, adoption.number) == ("每季度更新", "镇社会事务办", "WH-07-1")
    assert (adoption.basis, adoption.elements, adoption.audience) == ("", "", "")
    assert (adoption.channels, adoption.levels) == (["website", "social_media"], ["township"])
    assert [limit.kind for limit in adoption.limits.all()] == ["recurring"]
    assert adoption.history.get().history_user == admin
    assert CacheGeneration.objects.get(township=town).number > number


def test_saying_again_what_is_printed_takes_the_wording_back(town, admin, school):
    make.adoption(town, school, body="镇社会事务办", limit_text="每季度更新")

    confirm(start(town, admin, book(row(body="教育行政部门", channels="政府网站", county="√"))), admin)

    adoption = Adoption.objects.get(node=school)
    assert (adoption.body, adoption.limit_text, adoption.version) == ("", "", 2)


def test_rows_not_in_the_catalog_become_the_townships_own(town, admin, school):
    run = confirm(
        start(
            town,
            admin,
            book(
                row("1", "校园安全", "一"),
                row("2", "", "二"),
                row("3", "招生管理", "三", limit="20个工作日内"),
            ),
        ),
        admin,
    )

    assert run.state == ImportState.DONE
    own = Node.objects.filter(township=town).order_by("lft")
    assert [(node.key, node.kind, node.name, node.parent.name) for node in own] == [
        ("wanghe-0004", "item", "三", "招生管理"),
        ("wanghe-0001", "group", "校园安全", "义务教育"),
        ("wanghe-0002", "item", "一", "校园安全"),
        ("wanghe-0003", "item", "二", "校园安全"),
    ]
    three = own.get(name="三")
    assert (three.origin, three.limits.count(), three.channels, three.mode) == (
        Origin.TOWNSHIP,
        1,
        ["website", "social_media"],
        "proactive",
    )
    assert find_faults(Node) == []


def test_extra_columns_stay_with_own_rows(town, admin, school):
    head = ([*tables.HEAD1, "联系电话"], [*tables.HEAD2, ""])
    confirm(start(town, admin, book([*row("1", "甲", "新"), "123"], head=head)), admin)

    run = start(town, admin, book([*row("1", "甲", "新"), "456"], head=head))

    assert run.notes == [
        "工作表“Sheet1”有目录以外的列：联系电话。",
        "多出的列只随本镇特色事项保存；国家和县级事项的多出列不保存。",
    ]
    assert run.rows.get().changes == {"其他列": ["联系电话：123", "联系电话：456"]}
    confirm(run, admin)
    assert Node.objects.get(name="新").extra == {"联系电话": "456"}


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (row("2", "甲", ""), "C5", "没有写二级事项"),
        (row("2", "招生管理", "学校介绍"), "C5", "与第4行重复"),
        (row("2", "甲", "乙", channels="大喇叭"), "H5", "大喇叭"),
        (row("2", "甲", "乙", proactive="再议"), "K5", "再议"),
        (row("2", "甲", "乙", township="镇里"), "N5", "镇里"),
        (row("2", "甲", "乙", limit="每年" * 151), "F5", "最多300字"),
        (row("2", "甲", "乙" * 121), "C5", "最多120字"),
    ],
)
def test_rows_that_cannot_be_saved_are_refused_with_cell_and_reason(town, admin, school, line, cell, words):
    run = start(town, admin, book(row(), line))

    ((where, why),) = refusals(run)
    assert where == cell
    assert words in why
    with pytest.raises(ActRefused, match="还有1行不能导入"):
        confirm(run, admin)
    assert (Adoption.objects.count(), Node.objects.filter(township=town).count()) == (0, 0)


def test_an_unknown_domain_is_refused(town, admin, school):
    run = start(town, admin, book(row(), title="外星事务领域目录"))

    assert "认不出是哪个领域" in refusals(run)[0][1]


@pytest.mark.parametrize(
    "place",
    [
        {"title": "望禾镇城乡规划领域目录"},
        {"title": "", "sheet": "11.国土空间规划"},
        {"title": "城乡规划(国土空间规划)"},
    ],
)
def test_the_domain_is_found_by_title_sheet_name_and_short_name(town, admin, place):
    domain = make.domain("城乡规划(国土空间规划)", "11")

    run = start(town, admin, book(row(), **place))

    assert run.rows.get().data["root"] == domain.pk


def test_a_stopped_row_is_left_alone(town, admin, school):
    Node.objects.filter(pk=school.pk).update(in_force_until=date(2020, 12, 31), stop_reason="已停止")

    run = start(town, admin, book(row(limit="另写")))

    assert [(each.action, each.reason) for each in run.rows.all()] == [
        ("unchanged", "这一事项已停止，不再比对。")
    ]


def test_when_the_catalog_changed_since_the_preview_nothing_is_saved(town, admin, school):
    run = start(town, admin, book(row(limit="每季度更新"), row("2", "甲", "新")))
    make.adoption(town, school, body="别人写的")

    run = confirm(run, admin)

    assert run.state == ImportState.PREVIEW
    assert "在预览之后被别人改过" in run.message
    assert not Node.objects.filter(township=town).exists()
    assert Adoption.objects.get().limit_text == ""


def test_a_new_row_added_by_someone_else_meanwhile_is_not_doubled(town, admin, school):
    run = start(town, admin, book(row("2", "", "新", limit="")))
    nodes.add(township=town, parent_pk=school.parent_id, values={"name": "新"}, by=admin, at=AT)
    run.rows.update(data={**run.rows.get().data, "names": ["招生管理", "新"]})

    assert confirm(run, admin).state == ImportState.PREVIEW
    assert Node.objects.filter(name="新").count() == 1


def test_a_failure_in_the_middle_leaves_no_trace(town, admin, school, monkeypatch):
    run = start(town, admin, book(row(limit="每季度更新"), row("2", "甲", "新")))
    monkeypatch.setattr("catalog.actions.import_catalog.raise_generation", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        confirm(run, admin)

    run.refresh_from_db()
    assert (run.state, run.message[:5]) == (ImportState.PREVIEW, "保存时出错")
    assert (Adoption.objects.count(), Node.objects.filter(township=town).count()) == (0, 0)


def test_broken_files_end_with_a_clear_message(town, admin):
    run = start(town, admin, b"PK\x03\x04nonsense")

    assert (run.state, run.message[:6]) == (ImportState.FAILED, "文件已损坏，")


def test_strangers_and_other_townships_are_kept_out(town, admin, school):
    other = make.township("qingxi", "清溪镇")
    stranger = make.user_with(Role.ADMIN, other)
    editor = make.user_with(Role.EDITOR, town)
    run = start(town, admin, book(row(limit="每季度更新")))

    for person in (stranger, editor):
        with pytest.raises(PermissionDenied):
            start(town, person, book(row()))
        with pytest.raises(PermissionDenied):
            confirm(run, person)
        with pytest.raises(PermissionDenied):
            imports.cancel(pk=run.pk, by=person, at=AT)
    assert ImportRun.objects.count() == 1


def test_cancelling_deletes_rows_and_file(town, admin, school, django_capture_on_commit_callbacks):
    run = start(town, admin, book(row(limit="每季度更新")))
    storage, name = run.file.storage, run.file.name

    with django_capture_on_commit_callbacks(execute=True):
        imports.cancel(pk=run.pk, by=admin, at=AT)

    assert not storage.exists(name)
    assert not ImportRow.objects.exists()
    with pytest.raises(ActRefused):
        confirm(run, admin)


def test_only_one_of_two_people_confirms(town, admin, school):
    run = start(town, admin, book(row(limit="每季度更新")))
    imports.claim(pk=run.pk, by=admin, at=AT)

    with pytest.raises(ActRefused, match="正在保存"):
        imports.claim(pk=run.pk, by=admin, at=AT)


# ---- round trip ---------------------------------------------------------------------------------------------
@pytest.fixture
def full(town, admin, school):
    """A catalog with everything that makes a round trip hard."""
    other = make.group(make.domain("农村集体土地征收(征地补偿)", "12"), "征地管理")
    make.item(
        other, "公告", audience=Audience.GROUP, audience_named="拟征收土地所在地的村集体成员", mode=Mode.BOTH
    )
    make.item(
        Node.objects.get(pk=other.parent_id),
        "直属事项",
        channels=[Channel.WEBSITE, Channel.OTHER],
        channel_note="投资项目在线审批监管平台",
    )
    make.adoption(
        town, school, body="镇,办", limit_text="每季度\n更新", levels=[Level.TOWNSHIP], number="WH-1"
    )
    group = nodes.add(
        township=town,
        parent_pk=other.parent_id,
        values={"name": "村级,管理"},
        by=admin,
        at=AT,
        kind=NodeKind.GROUP,
    )
    deep = nodes.add(
        township=town, parent_pk=group.pk, values={"name": "宅基地"}, by=admin, at=AT, kind=NodeKind.GROUP
    )
    for name, values in {
        "=1+1": {"elements": "=SUM(A1:A9)", "basis": "+甲,“乙”\n-丙", "limit_text": "@每年", "body": "-"},
        "“引号”,逗号": {"elements": "一\n二;三", "audience": Audience.GROUP, "mode": Mode.ON_REQUEST},
        "空": {},
    }.items():
        nodes.add(township=town, parent_pk=group.pk, values={"name": name} | values, by=admin, at=AT)
    nodes.add(
        township=town,
        parent_pk=deep.pk,
        values={"name": "审批结果", "audience": Audience.BOTH, "audience_named": "申请人、村民"},
        by=admin,
        at=AT,
    )
    return town


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_importing_an_export_changes_nothing(full, admin, kind):
    rows = current(effective_rows(full, TODAY))
    data = write_xlsx(rows, full) if kind == "xlsx" else write_csv(rows)

    run = start(full, admin, data, f"目录.{kind}")

    assert refusals(run) == []
    assert [(each.label, each.changes) for each in run.rows.exclude(action=RowAction.UNCHANGED)] == []
    assert run.rows.count() == len(rows) == 7
    assert run.notes == []
    with pytest.raises(ActRefused, match="没有要保存的"):
        confirm(run, admin)


def test_an_export_holds_no_formula(full):
    book = load_workbook(BytesIO(write_xlsx(effective_rows(full, TODAY), full)))

    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    sheet = book["义务教育"]
    assert [sheet["B2"].value, sheet["B3"].value, sheet["C3"].value] == ["公开事项", "一级事项", "二级事项"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        8,
        "$2:$3",
    )
    assert "=1+1" not in write_csv(effective_rows(full, TODAY)).decode().split(",")
