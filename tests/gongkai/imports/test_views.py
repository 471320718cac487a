"""Import pages: from upload to saved, and who is kept out."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.actions import imports
from catalog.law.roles import Role
from catalog.models import ImportKind, ImportRow, ImportRun, ImportState, Node, RowAction
from gongkai.imports import tasks, views
from gongkai.imports.readers import READERS
from tests.catalog.sheets import tables
from tests.catalog.sheets.tables import row, table
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

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
def office(client, admin):
    client.force_login(admin, backend="catalog.backends.MembershipBackend")
    return client


@pytest.fixture
def group():
    return make.group(make.domain())


def book(*rows):
    return tables.xlsx(("Sheet1", table(*rows)))


def send(client, data, name="目录.xlsx", kind="catalog"):
    return client.post(reverse("imports:upload"), {"kind": kind, "file": SimpleUploadedFile(name, data)})


def test_every_kind_has_its_reader():
    assert {kind: reader.kind for kind, reader in READERS.items()} == {kind: kind for kind in ImportKind}


def test_from_upload_to_saved(office, town, group):
    answer = send(office, book(row("1", "招生管理", "新事项"), row("2", "", "又一项")))
    run = ImportRun.objects.get()
    assert answer.url == reverse("imports:preview", args=[run.pk])

    page = office.get(answer.url)
    assert page.status_code == 200
    assert "Refresh" not in page.headers
    assert "新增（2）" in page.content.decode()
    assert "义务教育 / 招生管理 / 新事项" in page.content.decode()
    assert not Node.objects.filter(township=town).exists()

    office.post(reverse("imports:confirm", args=[run.pk]))

    assert sorted(Node.objects.filter(township=town).values_list("name", flat=True)) == ["又一项", "新事项"]
    page = office.get(answer.url).content.decode()
    assert "新增本镇特色事项2项" in page
    assert "确认导入" not in page
    assert run.file_name in office.get(reverse("imports:list")).content.decode()


def test_refused_rows_show_cell_and_reason_and_cannot_be_confirmed(office, group):
    send(office, book(row(), row("2", "", "坏行", channels="大喇叭")))
    run = ImportRun.objects.get()

    page = office.get(reverse("imports:preview", args=[run.pk])).content.decode()
    office.post(reverse("imports:confirm", args=[run.pk]))

    assert "<b>H5</b>" in page
    assert "大喇叭" in page
    assert "确认导入" not in page
    run.refresh_from_db()
    assert run.state == ImportState.PREVIEW


def test_changes_are_shown_old_and_new(office, group):
    make.item(group)
    send(office, book(row()))

    page = office.get(reverse("imports:preview", args=[ImportRun.objects.get().pk])).content.decode()

    assert "<del>教育行政部门</del>" in page
    assert "<ins>镇社会事务办</ins>" in page


def test_a_broken_file_says_so_and_can_be_given_up(office):
    send(office, b"PK\x03\x04broken")
    run = ImportRun.objects.get()

    assert "文件已损坏" in office.get(reverse("imports:preview", args=[run.pk])).content.decode()
    office.post(reverse("imports:cancel", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [(b"x" * 3000, "a.xlsx", "文件超过"), (b"x", "a.exe", "只能导入"), (b"", "a.xlsx", "空")],
    ids=["big", "kind", "empty"],
)
def test_uploads_refused_before_reading(office, settings, data, name, words):
    settings.WORKBOOK_MAX_BYTES = 2000

    answer = send(office, data, name)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_big_sheet_is_read_and_saved_by_the_worker(office, town, group, monkeypatch):
    monkeypatch.setattr(views, "DIRECT_BYTES", 10)
    monkeypatch.setattr(views, "DIRECT_ROWS", 1)
    queued = []
    monkeypatch.setattr(type(tasks.read), "enqueue", lambda task, pk: queued.append((task.func.__name__, pk)))

    send(office, book(row("1", "招生管理", "新事项"), row("2", "", "又一项")))
    run = ImportRun.objects.get()
    address = reverse("imports:preview", args=[run.pk])
    page = office.get(address)
    assert (page.headers["Refresh"], "正在读取" in page.content.decode()) == ("2", True)

    tasks.read.func(run.pk)
    assert "新增（2）" in office.get(address).content.decode()
    office.post(reverse("imports:confirm", args=[run.pk]))
    assert "正在保存" in office.get(address).content.decode()
    tasks.save.func(run.pk)
    tasks.save.func(run.pk)

    assert queued == [("read", run.pk), ("save", run.pk)]
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert Node.objects.filter(township=town).count() == 2


def test_a_lost_worker_reads_again_without_doubling_rows(town, admin, group):
    run = imports.upload(
        township=town,
        kind="catalog",
        file_name="a.xlsx",
        data=book(row("1", "招生管理", "新")),
        by=admin,
        at=AT,
    )
    ImportRow.objects.create(run=run, line=1, action=RowAction.NEW, label="半途")

    tasks.read.func(run.pk)

    assert list(run.rows.values_list("label", flat=True)) == ["义务教育 / 招生管理 / 新"]


def test_kinds_follow_the_role(client, town):
    client.force_login(make.user_with(Role.OFFICE_HEAD, town), backend="catalog.backends.MembershipBackend")

    page = client.get(reverse("imports:upload")).content.decode()

    assert "公开目录表" in page
    assert "单位人员名册" not in page


def test_others_see_nothing(client, town, admin, group):
    run = imports.upload(township=town, kind="catalog", file_name="a.xlsx", data=book(row()), by=admin, at=AT)
    addresses = [
        reverse("imports:list"),
        reverse("imports:upload"),
        reverse("imports:preview", args=[run.pk]),
    ]
    acts = [reverse("imports:confirm", args=[run.pk]), reverse("imports:cancel", args=[run.pk])]

    assert {client.get(address).status_code for address in addresses} == {302}
    assert {client.post(address).status_code for address in acts} == {302}
    client.force_login(make.user_with(Role.EDITOR, town), backend="catalog.backends.MembershipBackend")
    assert {client.get(address).status_code for address in addresses} == {403}
    assert {client.post(address).status_code for address in acts} == {403}
    run.refresh_from_db()
    assert run.state == ImportState.READING


def test_runs_of_another_township_are_not_there(office, town):
    from_elsewhere = make.township("qingxi", "清溪镇")
    other = make.user_with(Role.ADMIN, from_elsewhere)
    run = imports.upload(
        township=from_elsewhere, kind="catalog", file_name="秘.xlsx", data=book(row()), by=other, at=AT
    )

    answer = office.get(f"/{town.prefix}/office/imports/{run.pk}/")
    listed = office.get(f"/{town.prefix}/office/imports/")

    assert answer.status_code == 404
    assert "秘.xlsx" not in listed.content.decode()


@pytest.mark.parametrize("size", [1, 40])
def test_preview_costs_the_same_whatever_its_length(office, group, size, django_assert_max_num_queries):
    send(office, book(*(row(str(n), "招生管理", f"事项{n}") for n in range(size))))
    address = reverse("imports:preview", args=[ImportRun.objects.get().pk])
    office.get(address)

    with django_assert_max_num_queries(8):
        office.get(address)
