"""Workbooks for tests: made on the spot, good ones and broken ones."""

import io
import struct
import zipfile

from openpyxl import Workbook

HEAD1 = ["序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "", "公开方式", "", "公开层级", ""]  # fmt: skip
HEAD2 = [
    "",
    "一级事项",
    "二级事项",
    "",
    "",
    "",
    "",
    "",
    "全社会",
    "特定群体",
    "主动",
    "依申请",
    "县级",
    "乡级",
]
BOXES = "■政府网站 □政府公报\n■两微一端 □其他____"


def row(number="1", level1="招生管理", level2="学校介绍", **cells):
    """One row under HEAD1/HEAD2; columns by name replace the usual ones."""
    usual = {
        "elements": "办学性质;办学规模",
        "basis": "《政府信息公开条例》",
        "limit": "每年更新",
        "body": "镇社会事务办",
        "channels": BOXES,
        "all": "√",
        "group": "",
        "proactive": "√",
        "request": "",
        "county": "",
        "township": "√",
    } | cells
    return [number, level1, level2, *usual.values()]


def more(**cells):
    """A row with nothing but what is named."""
    return row(
        "",
        "",
        "",
        **dict.fromkeys(["basis", "limit", "body", "channels", "all", "proactive", "township"], "") | cells,
    )


def table(*rows, title="（七）义务教育领域基层政务公开标准目录", head=(HEAD1, HEAD2)):
    return [[title], *head, *rows] if title else [*head, *rows]


def xlsx(*sheets, merged=()):
    """sheets: (title, rows). merged: ranges merged on the first sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append([None if cell == "" else cell for cell in line])
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data, replace=None, add=None):
    """The archive with entries replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def lying(data, name, size):
    """The archive with a false unpacked size of one entry in its directory."""
    at = data.rindex(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]
