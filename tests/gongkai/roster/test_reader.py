"""One roster sheet: units, villages, accounts, memberships."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from catalog.actions import imports
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import ImportKind, ImportState, Membership, RowAction, Unit, User
from gongkai.roster.reader import READER
from tests.factories import catalog as make
from villages.models import Village

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
HEAD = ["单位类别", "单位名称", "上级单位", "负责人", "电话", "姓名", "登录名", "职务", "角色"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def boss(town):
    return make.user_with(Role.ADMIN, town, "boss", name="管理员甲")


def line(*, kind="", unit="", parent="", leader="", phone="", name="", username="", title="", roles=""):
    return [kind, unit, parent, leader, phone, name, username, title, roles]


OFFICE = line(
    kind="内设机构", unit="社会事务办", leader="林一", phone="0590-1", name="陈二", username="chener", title="主任",
    roles="编辑、科室负责人",
)  # fmt: skip
VILLAGE = line(kind="村", unit="上坪村", name="黄三", username="huangsan", roles="村务公开员")


def read(town, by, *rows, head=HEAD):
    out = io.BytesIO()
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(head)
    for cells in rows:
        sheet.append(cells)
    workbook.save(out)
    run = imports.upload(
        township=town, kind=ImportKind.ROSTER, file_name="名册.xlsx", data=out.getvalue(), by=by, at=AT
    )
    return imports.preview(pk=run.pk, reader=READER, at=AT)


def confirm(run, by):
    return imports.confirm(pk=run.pk, reader=READER, by=by, at=AT)


def test_units_villages_accounts_and_rights_come_from_one_sheet(town, boss):
    done = confirm(read(town, boss, OFFICE, VILLAGE), boss)

    office, village = Unit.objects.get(name="社会事务办"), Unit.objects.get(name="上坪村")
    account = User.objects.get(username="chener")
    assert done.state == ImportState.DONE
    assert (office.kind, office.parent, office.leader, office.phone) == (
        UnitKind.OFFICE,
        town.unit,
        "林一",
        "0590-1",
    )
    assert Village.objects.get().unit == village
    assert (account.name, account.title) == ("陈二", "主任")
    assert set(account.memberships.values_list("unit__name", "role")) == {
        ("社会事务办", Role.EDITOR),
        ("社会事务办", Role.SECTION_HEAD),
    }
    assert User.objects.get(username="huangsan").memberships.get().role == Role.VILLAGE_CLERK


def test_a_new_account_cannot_sign_in_until_a_password_is_handed_out(town, boss):
    confirm(read(town, boss, OFFICE), boss)

    account = User.objects.get(username="chener")
    assert not account.has_usable_password()
    assert account.must_change_password


def test_the_same_roster_again_changes_nothing(town, boss):
    confirm(read(town, boss, OFFICE, VILLAGE), boss)

    run = read(town, boss, OFFICE, VILLAGE)

    assert list(run.rows.values_list("action", flat=True)) == [RowAction.UNCHANGED] * 2


def test_a_unit_may_stand_below_one_further_down_the_sheet(town, boss):
    rows = [
        line(kind="事业单位", unit="水利站", parent="农业农村服务中心"),
        line(kind="事业单位", unit="农业农村服务中心"),
    ]

    confirm(read(town, boss, *rows), boss)

    assert Unit.objects.get(name="水利站").parent.name == "农业农村服务中心"


def test_units_that_stand_below_each_other_are_refused_whole(town, boss):
    rows = [
        line(kind="科室", unit="甲办", parent="乙办"),
        line(kind="科室", unit="乙办", parent="甲办"),
        OFFICE,
    ]

    run = confirm(read(town, boss, *rows), boss)

    assert (run.state, "互为上下级" in run.message) == (ImportState.PREVIEW, True)
    assert Unit.objects.count() == 1
    assert not User.objects.filter(username="chener").exists()


def test_one_person_may_work_in_two_units_and_rows_without_unit_follow_the_one_above(town, boss):
    rows = [
        OFFICE,
        line(name="李四", username="lisi", roles="编辑"),
        line(kind="科室", unit="财政所", name="陈二", username="chener", roles="三审"),
    ]

    confirm(read(town, boss, *rows), boss)

    assert User.objects.get(username="lisi").memberships.get().unit.name == "社会事务办"
    assert User.objects.get(username="chener").memberships.count() == 3


def test_changes_of_a_unit_are_shown_and_made(town, boss):
    confirm(read(town, boss, OFFICE), boss)

    run = read(town, boss, line(unit="社会事务办", leader="王五"))

    row = run.rows.get()
    assert (row.action, row.changes) == (RowAction.CHANGED, {"负责人": ["林一", "王五"]})
    confirm(run, boss)
    office = Unit.objects.get(name="社会事务办")
    assert (office.leader, office.phone) == ("王五", "0590-1")


def test_an_ended_place_begins_again(town, boss):
    confirm(read(town, boss, VILLAGE), boss)
    Membership.objects.filter(role=Role.VILLAGE_CLERK).update(ends_on=date(2026, 1, 1))

    run = read(town, boss, VILLAGE)
    confirm(run, boss)

    held = Membership.objects.get(role=Role.VILLAGE_CLERK)
    assert (held.starts_on, held.ends_on) == (date(2026, 5, 6), None)


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"unit": ""}, "B2", "没有填单位名称"),
        ({"kind": ""}, "A2", "请填单位类别"),
        ({"kind": "公司"}, "A2", "看不懂单位类别"),
        ({"kind": "乡镇"}, "A2", "不能选"),
        ({"parent": "不存在的办"}, "C2", "没有上级单位"),
        ({"parent": "新办"}, "C2", "它自己"),
        ({"name": "", "username": "a", "roles": "编辑"}, "F2", "没有填姓名"),
        ({"name": "甲", "roles": "编辑"}, "G2", "没有登录名"),
        ({"name": "甲", "username": "a b", "roles": "编辑"}, "G2", "只能用"),
        ({"name": "甲", "username": "a", "roles": "大总管"}, "I2", "没有“大总管”这个角色"),
        ({"name": "甲", "username": "a"}, "I2", "没有填角色"),
        ({"name": "甲", "username": "songtai-user", "roles": "编辑"}, "G2", "已有人使用"),
        ({"name": "甲", "username": "boss", "roles": "编辑"}, "G2", "已有人使用"),
        ({"name": "甲", "username": "nobody", "roles": "编辑"}, "G2", "已有人使用"),
        ({"phone": "1" * 41}, "E2", "超过40字"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_is_saved(town, boss, cells, cell, words):
    make.user_with(Role.EDITOR, make.township("songtai", "松台镇"), "songtai-user", name="甲")
    make.user("nobody", name="甲")
    units, users = Unit.objects.count(), User.objects.count()

    run = read(town, boss, line(**({"kind": "内设机构", "unit": "新办"} | cells)), VILLAGE)

    refused = run.rows.get(action=RowAction.REFUSED)
    assert refused.cell == cell
    assert words in refused.reason
    with pytest.raises(imports.ActRefused):
        confirm(run, boss)
    assert (Unit.objects.count(), User.objects.count()) == (units, users)


def test_a_login_name_given_twice_in_the_sheet_is_refused(town, boss):
    run = read(
        town, boss, OFFICE, line(kind="科室", unit="财政所", name="别人", username="chener", roles="编辑")
    )

    assert "前面已给了陈二" in run.rows.get(action=RowAction.REFUSED).reason


def test_rows_of_one_unit_must_agree(town, boss):
    run = read(town, boss, OFFICE, line(unit="社会事务办", leader="别人"))

    assert "与前面的行不一致" in run.rows.get(action=RowAction.REFUSED).reason


def test_a_login_name_taken_after_the_preview_stops_everything(town, boss):
    run = read(town, boss, OFFICE)
    make.user("chener", name="另一个人")

    run = confirm(run, boss)

    assert run.state == ImportState.PREVIEW
    assert not Unit.objects.filter(name="社会事务办").exists()


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.EDITOR, "other township"])
def test_only_the_townships_administrator_brings_in_a_roster(town, role):
    user = (
        make.user_with(role, town)
        if isinstance(role, Role)
        else make.user_with(Role.ADMIN, make.township("songtai", "松台镇"))
    )

    with pytest.raises(PermissionDenied):
        read(town, user, OFFICE)


def test_another_townships_unit_of_the_same_name_is_left_alone(town, boss):
    other = make.unit(make.township("songtai", "松台镇"), "社会事务办", leader="外人")

    confirm(read(town, boss, OFFICE), boss)

    other.refresh_from_db()
    assert other.leader == "外人"
    assert Unit.objects.filter(name="社会事务办").count() == 2


def test_people_not_in_the_roster_keep_their_places_and_are_named(town, boss):
    run = read(town, boss, OFFICE)
    confirm(run, boss)

    assert any("管理员甲" in note for note in run.notes)
    assert boss.memberships.count() == 1


def test_a_sheet_without_units_fails_the_run(town, boss):
    run = read(town, boss, ["甲"], head=["备注"])

    assert (run.state, "单位名称" in run.message) == (ImportState.FAILED, True)
