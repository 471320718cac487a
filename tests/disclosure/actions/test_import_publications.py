"""迁入: a sheet and a zip become publications with their original day kept apart."""

import io
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from catalog.actions import imports
from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import CacheGeneration, Entry, ImportKind, ImportState, RowAction
from disclosure.actions.carry_over import Carried, carry_over
from disclosure.actions.import_publications import READER
from disclosure.law.lifecycle import State, Verb
from disclosure.models import Attachment, Publication, PublicationEvent
from tests.factories import catalog as make

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
HEAD = ["标题", "文号", "成文日期", "原发布日期", "县门户网址", "单位", "目录事项", "正文", "附件名"]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    made = make.township(credit_code="11999999MB0000000X")
    make.unit(made, "社会事务办")
    make.village(made, "上坪村")
    return made


@pytest.fixture
def head(town):
    return make.user_with(Role.OFFICE_HEAD, town)


@pytest.fixture
def node(town):
    relief = make.group(make.domain("社会救助", "5"), "最低生活保障")
    made = make.item(relief, "审核信息", number="5.1.2", key="relief-review")
    make.item(make.group(make.domain("救灾", "23"), "救助"), "审核信息", number="23.1")
    return made


def row(**cells):
    values = {
        "标题": "一月低保公示",
        "原发布日期": "2025-01-20",
        "单位": "社会事务办",
        "目录事项": "relief-review",
        "正文": "公示如下。",
    } | cells
    return [values.get(name, "") for name in HEAD]


def book(*rows, head=HEAD):
    out = io.BytesIO()
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["望禾镇历史信息"])
    sheet.append(head)
    for cells in rows:
        sheet.append(cells)
    workbook.save(out)
    return out.getvalue()


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def read(town, by, *rows, extra=None, head=HEAD):
    run = imports.upload(
        township=town, kind=ImportKind.PUBLICATIONS, file_name="迁入.xlsx", data=book(*rows, head=head), by=by, at=AT,
        extra=extra,
    )  # fmt: skip
    return imports.preview(pk=run.pk, reader=READER, at=AT)


def confirm(run, by):
    return imports.confirm(pk=run.pk, reader=READER, by=by, at=AT)


def test_a_row_becomes_a_public_publication_with_both_days_apart(town, head, node):
    before = CacheGeneration.objects.get(township=town).number
    cells = {
        "文号": "望府发〔2025〕3号",
        "成文日期": "2025年1月18日",
        "县门户网址": "https://www.example.gov.cn/a/1.html",
    }

    done = confirm(read(town, head, row(**cells)), head)

    made = Publication.objects.get()
    entry = Entry.objects.get()
    assert (done.state, done.message[:3]) == (ImportState.DONE, "迁入1")
    assert (made.state, made.carried_over, made.published_at, made.public_from) == (
        State.PUBLISHED,
        True,
        AT,
        AT,
    )
    assert (made.formed_on, made.original_published_on) == (date(2025, 1, 18), date(2025, 1, 20))
    assert (made.doc_no, made.original_url) == (cells["文号"], cells["县门户网址"])
    assert made.index_no == "11999999MB0000000X/2026-00001"
    assert made.text == "<p>公示如下。</p>"
    assert (entry.node, entry.domain.name, entry.carried_over) == (node, "社会救助", True)
    assert list(PublicationEvent.objects.values_list("verb", "by")) == [(Verb.CARRY_OVER, head.pk)]
    assert made.history.get().history_user == head
    assert CacheGeneration.objects.get(township=town).number > before


def test_the_item_is_found_by_key_number_name_or_path(town, head, node):
    ways = ["relief-review", "5.1.2", "社会救助›最低生活保障›审核信息", "社会救助/审核信息"]

    run = read(town, head, *[row(标题=f"第{n}条", 目录事项=way) for n, way in enumerate(ways)])

    assert list(run.rows.values_list("action", flat=True)) == [RowAction.NEW] * 4
    assert {r.data["node_id"] for r in run.rows.all()} == {node.pk}


def test_the_townships_own_number_counts_too(town, head, node):
    make.adoption(town, node, number="望5-2")

    assert read(town, head, row(目录事项="望5-2")).rows.get().data["node_id"] == node.pk


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"标题": ""}, "A3", "没有填“标题”"),
        ({"标题": "长" * 201}, "A3", "超过200字"),
        ({"原发布日期": "2026-05-07"}, "D3", "晚于今天"),
        ({"原发布日期": "去年"}, "D3", "看不懂"),
        ({"成文日期": "2025-02-30"}, "C3", "没有"),
        ({"县门户网址": "javascript:alert(1)"}, "E3", "不是网址"),
        ({"单位": "松台镇办公室"}, "F3", "没有单位"),
        ({"目录事项": "审核信息"}, "G3", "2个"),
        ({"目录事项": "不存在的事项"}, "G3", "没有事项"),
        ({"附件名": "公示.pdf"}, "I3", "没有上传附件压缩包"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_cell_and_reason(town, head, node, cells, cell, words):
    run = read(town, head, row(**cells), row(标题="好的一条"))

    refused = run.rows.get(action=RowAction.REFUSED)
    assert refused.cell == cell
    assert words in refused.reason
    with pytest.raises(imports.ActRefused):
        confirm(run, head)
    assert not Publication.objects.exists()


def test_items_and_units_of_another_township_are_not_found(town, head, node):
    other = make.township("songtai", "松台镇")
    make.unit(other, "松台办")
    make.item(node.parent, "松台事项", origin=Origin.TOWNSHIP, township=other, key="songtai-1")

    run = read(town, head, row(单位="松台办"), row(目录事项="songtai-1"))

    assert list(run.rows.values_list("action", flat=True)) == [RowAction.REFUSED] * 2


def test_attachments_come_from_the_zip(town, head, node):
    extra = packed(公示_pdf=PDF, 名单_csv="姓名,金额\n甲,1\n".encode(), 多余_pdf=PDF)

    run = read(town, head, row(附件名="公示.pdf；名单.csv"), extra=extra)
    confirm(run, head)

    made = Publication.objects.get()
    assert [(a.name, a.kind) for a in made.attachments.all()] == [("公示.pdf", "pdf"), ("名单.csv", "sheet")]
    assert made.attachments.first().file.read() == PDF
    assert any("1个文件没有被任何一行用到" in note for note in run.notes)


@pytest.mark.parametrize(
    ("names", "words"),
    [("缺少.pdf", "没有“缺少.pdf”"), ("坏的.pdf", "内容不是"), ("程序.exe", "不能上传")],
)
def test_an_attachment_that_may_not_be_is_refused_at_the_preview(town, head, node, names, words):
    extra = packed(坏的_pdf=b"MZ not a pdf", 程序_exe=b"MZ")

    refused = read(town, head, row(附件名=names), extra=extra).rows.get()

    assert (refused.action, refused.cell) == (RowAction.REFUSED, "I3")
    assert words in refused.reason


def test_a_zip_that_is_none_fails_the_run(town, head, node):
    run = read(town, head, row(), extra=b"not a zip")

    assert (run.state, "打不开" in run.message) == (ImportState.FAILED, True)


def test_missing_columns_fail_the_run(town, head, node):
    run = read(town, head, ["甲", "乙"], head=["标题", "正文"])

    assert (run.state, "目录事项" in run.message) == (ImportState.FAILED, True)


def test_the_same_information_comes_in_once(town, head, node):
    confirm(read(town, head, row()), head)

    run = read(
        town, head, row(), row(标题="二月低保公示"), row(标题="二月低保公示"), row(原发布日期="2025-02-20")
    )

    assert list(run.rows.order_by("line").values_list("action", flat=True)) == [
        RowAction.UNCHANGED,
        RowAction.NEW,
        RowAction.UNCHANGED,
        RowAction.NEW,
    ]
    confirm(run, head)
    assert Publication.objects.count() == 3


def test_what_came_in_after_the_preview_stops_the_whole_import(town, head, node):
    run = read(town, head, row(标题="新的一条"), row())
    again = read(town, head, row())
    confirm(again, head)

    run = confirm(run, head)

    assert run.state == ImportState.PREVIEW
    assert "已经迁入" in run.message
    assert Publication.objects.count() == 1


def test_a_file_refused_while_saving_leaves_nothing_behind(town, head, node, tmp_path):
    def broken():
        raise OSError("disk full")

    common = {
        "unit_id": town.unit_id,
        "node_id": node.pk,
        "formed_on": AT.date(),
        "original_published_on": AT.date(),
    }
    rows = [
        Carried(title="甲", **common, files=[("好.pdf", lambda: PDF)]),
        Carried(title="乙", **common, files=[("坏.pdf", broken)]),
    ]

    with pytest.raises(imports.ActRefused):
        carry_over(township=town, rows=rows, by=head, at=AT)

    assert not Publication.objects.exists()
    assert not Attachment.objects.exists()
    assert not Entry.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("stranger", [Role.EDITOR, "other township"])
def test_strangers_bring_nothing_in(town, node, stranger):
    user = (
        make.user_with(stranger, town)
        if isinstance(stranger, Role)
        else make.user_with(Role.ADMIN, make.township("songtai", "松台镇"))
    )

    with pytest.raises(PermissionDenied):
        carry_over(township=town, rows=[], by=user, at=AT)
    with pytest.raises(PermissionDenied):
        read(town, user, row())


def test_five_thousand_rows_come_in_within_a_minute(town, head, node):
    began = time.monotonic()

    run = read(town, head, *[row(标题=f"第{n}期公示") for n in range(5000)])
    confirm(run, head)

    assert Publication.objects.count() == Entry.objects.count() == 5000
    assert Publication.objects.order_by("-pk").first().index_no.endswith("-05000")
    assert time.monotonic() - began < 60
