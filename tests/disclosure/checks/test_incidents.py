"""Leaks that happened, rebuilt with synthetic persons (PII-5); lawful files of every format; time and memory."""

import io
import json
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import typst
from stdnum.cn import uscc

from disclosure.checks.hidden import FileReport, inspect_attachment
from disclosure.checks.personal import Kind, scan_html
from tests.disclosure.checks import planted
from tests.disclosure.checks.oldfiles import xls
from tests.disclosure.checks.persons import bank_card, id_card, mobile, name

K = Kind


def workbook(*rows: list[object], write_only: bool = False) -> bytes:
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet() if write_only else book.active
    for row in rows:
        sheet.append(row)
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def inspect(data: bytes, suffix: str) -> FileReport:
    return inspect_attachment(io.BytesIO(data), suffix)


# ---- incidents -----------------------------------------------------------------------------------------------
def test_a_subsidy_list_of_15000_rows_with_id_and_bank_numbers() -> None:
    head = ["序号", "姓名", "身份证号", "开户银行", "银行账号", "补贴金额（元）"]
    rows = ([n, name(n), id_card(n), "农信社", bank_card(n), 120.5] for n in range(1, 15_001))

    report = inspect(workbook(["2025年耕地地力保护补贴发放表"], head, *rows, write_only=True), ".xlsx")

    assert report.counts == {K.ID_CARD: 15_000, K.BANK_CARD: 15_000, K.NAME: 1}
    assert report.rows == 15_002
    assert len(report.hits) == 1_000  # listed; the rest is counted
    assert not report.truncated


def test_a_village_notice_with_one_digit_a_box() -> None:
    rows = [[n, name(n), *id_card(n), 300] for n in range(1, 41)]

    report = inspect(workbook(["上坪村惠农补贴公示"], ["序号", "户主姓名", "身份证号码"], *rows), ".xlsx")

    assert report.counts[K.ID_CARD] == 40
    assert report.hits[0].place == "工作表“Sheet”第3行C列至T列"


def test_ids_in_two_columns_and_as_numbers() -> None:
    halves = [[name(n), id_card(n)[:10], id_card(n)[10:]] for n in range(20)]
    numbers = [[name(n), float(id_card(n)[:17] + "0")] for n in range(20)]

    assert inspect(workbook(["姓名", "身份证前", "身份证后"], *halves), ".xlsx").counts[K.ID_CARD] >= 20
    assert inspect(workbook(["姓名", "身份证号"], *numbers), ".xlsx").counts[K.ID_CARD] == 20


def test_attachments_of_forest_compensation_relocation_and_medical_aid() -> None:
    forest = workbook(
        ["序号", "户主姓名", "身份证号码", "林地坐落", "面积（亩）", "惠农一卡通账号", "补偿金额"],
        *([n, name(n), id_card(n), "上坪村", 3.2, f"9030701001{n:08}", 96] for n in range(1, 31)),
    )
    relocation = xls(
        [["户主", "公民身份号码", "家庭成员", "安置地址"]]
        + [[name(n), id_card(n), f"{name(n + 1)}、{name(n + 2)}", f"安置区{n}栋{n}号"] for n in range(30)]
    )
    medical = "姓名,身份证,病种,救助金额\n" + "\n".join(
        f"{name(n)},{id_card(n)},慢性肾病,1000" for n in range(30)
    )
    package = planted.zipped(
        {"补偿.xlsx": forest, "搬迁.xls": relocation, "救助.csv": medical.encode("gb18030")}
    )

    report = inspect(package, ".zip")

    assert report.counts == {K.ID_CARD: 90, K.BANK_CARD: 30, K.NAME: 3, K.FAMILY: 1, K.HEALTH: 1}


def test_disability_subsidies() -> None:
    rows = [[name(n), "女", "肢体", "二级", mobile(n), 80] for n in range(25)]

    report = inspect(
        workbook(["残疾人姓名", "性别", "残疾类别", "残疾等级", "联系电话", "金额"], *rows), ".xlsx"
    )

    assert report.counts == {K.NAME: 1, K.HEALTH: 2, K.MOBILE: 25}


def test_housing_lots_with_id_income_and_house_number() -> None:
    rows = [[n, name(n), id_card(n), 18_000 + n, f"幸福路{n}号{n}室"] for n in range(1, 26)]

    report = inspect(workbook(["摇号", "申请人姓名", "身份证号", "家庭年收入", "现住址"], *rows), ".xlsx")

    assert report.counts == {K.NAME: 1, K.ID_CARD: 25, K.INCOME: 1, K.ADDRESS: 1}


def test_low_income_payrolls_in_a_document() -> None:
    def change(document) -> None:
        table = document.add_table(rows=1, cols=4)
        for cell, text in zip(
            table.rows[0].cells, ["姓名", "身份证号", "家庭人均收入", "致贫原因"], strict=True
        ):
            cell.text = text
        for n in range(10):
            for cell, text in zip(table.add_row().cells, [name(n), id_card(n), "320", "因病"], strict=True):
                cell.text = text

    report = inspect(planted.document(change), ".docx")

    assert report.counts == {K.NAME: 1, K.ID_CARD: 10, K.INCOME: 1, K.REASON: 1}
    assert report.hits[0].place == "正文表格1第2行第2列"


def test_two_notices_with_officials_mobile_numbers() -> None:
    first = f"<p>联系人：王某，联系电话：<strong>{mobile(11)}</strong>，办公电话0598-8123456。</p>"
    second = f"<p>值班：李某（{mobile(12)[:3]} {mobile(12)[3:7]} {mobile(12)[7:]}）</p>"

    assert [[hit.kind for hit in scan_html(text)] for text in (first, second)] == [[K.MOBILE], [K.MOBILE]]


# ---- lawful files --------------------------------------------------------------------------------------------
TOWNSHIP_CODE = "11350999003799999" + uscc.calc_check_digit("11350999003799999")


def notice(chance: random.Random) -> str:
    return (
        f"望禾镇人民政府关于{chance.randint(2024, 2026)}年第{chance.randint(1, 4)}季度临时救助发放情况的公告，"
        f"望政〔2026〕{chance.randint(1, 99)}号，索引号{TOWNSHIP_CODE}/2026-{chance.randint(1, 99_999):05}。"
        f"共发放{chance.randint(10, 900)}户、资金{chance.randint(10_000, 99_999_999)}.{chance.randint(10, 99)}元，"
        f"项目编号3509{chance.randint(10**10, 10**11)}，公示期7天，电话0598-8{chance.randint(100_000, 999_999)}，"
        "统一社会信用代码91350999MA2XN1B37T。领取人张*、李**，身份证35*************01X。"
    )


def list_rows(chance: random.Random) -> list[list[str | float]]:
    head: list[str | float] = ["序号", "姓名", "村", "金额（元）", "备注"]
    rows = [
        [float(n), f"{name(n)[0]}*", "上坪村", float(chance.randint(100, 90_000)), ""] for n in range(1, 200)
    ]
    return [["望禾镇临时救助发放公示"], head, *rows]


def statistics(chance: random.Random) -> list[list[str | float]]:
    head: list[str | float] = [
        "村",
        "户数",
        "人数",
        "收入",
        "支出",
        "面积",
        *(f"{month}月" for month in range(1, 13)),
    ]
    return [head, *([f"{n}村", *(float(chance.randint(0, 99_999)) for _ in range(5)), *(float(chance.randint(0, 9)) for _ in range(12))] for n in range(200))]  # fmt: skip


def finance(chance: random.Random) -> list[list[str | float]]:
    head: list[str | float] = ["科目编码", "项目名称", "收入", "支出", "余额", "凭证号"]
    return [head, *([f"{chance.randint(10**14, 10**15)}", "办公经费", float(chance.randint(10**4, 10**9)) + 0.25, 3.5, 7.0, "记-12"] for _ in range(100))]  # fmt: skip


def printed(text: str, rows: list[list[str | float]]) -> bytes:
    cells = "".join(f"[{value}]," for row in rows[:60] for value in [*row, "", ""][:5])
    return typst.compile(
        f"{text}\n\n#table(columns: 5, {cells})".encode().replace(b"*", b"\\*"), format="pdf"
    )


def lawful(chance: random.Random) -> Iterator[tuple[bytes, str]]:
    """Five files of each format that township offices publish."""
    for number in range(5):
        rows = (list_rows, statistics, finance)[number % 3](chance)
        text = notice(chance)
        yield workbook(*rows), ".xlsx"
        yield xls(rows), ".xls"
        yield "\n".join(",".join(map(str, row)) for row in rows).encode("gb18030"), ".csv"

        def change(made, rows=rows, text=text) -> None:
            made.add_paragraph(text)
            table = made.add_table(rows=0, cols=3)
            for row in rows[1:20]:
                for cell, value in zip(table.add_row().cells, row, strict=False):
                    cell.text = str(value)

        yield planted.document(change), ".docx"
        yield planted.slides(text=text), ".pptx"
        yield printed(text, rows), ".pdf"
        yield planted.ofd(text=text), ".ofd"
        yield "\n".join([text] * 50).encode(), ".txt"
        yield planted.zipped({"公告.txt": text, "名单.xlsx": workbook(*rows)}), ".zip"
        yield planted.photo(), ".jpg"


def test_of_fifty_lawful_files_none_alarms() -> None:
    files = list(lawful(random.Random(20261125)))

    alarmed = [
        (suffix, report.hits[:3], [item for item in report.hidden if item.harmful])
        for data, suffix in files
        if not (report := inspect(data, suffix)).clean
    ]

    assert len(files) == 50
    assert alarmed == []


# ---- cost ----------------------------------------------------------------------------------------------------
def test_a_pdf_with_chinese_text_is_read() -> None:
    report = inspect(printed(f"身份证 {id_card(4)}，电话 {mobile(4)}", []), ".pdf")

    assert [hit.kind for hit in report.hits] == [K.ID_CARD, K.MOBILE]


@pytest.mark.slow
def test_a_list_of_10000_rows_and_12_columns_takes_seconds_and_little_memory(tmp_path: Path) -> None:
    head = [
        "序号",
        "姓名",
        "身份证号",
        "银行卡号",
        "手机",
        "家庭住址",
        "村",
        "补贴项目",
        "面积",
        "标准",
        "金额",
        "备注",
    ]
    rows = (
        [n, name(n), id_card(n), bank_card(n), mobile(n), f"上坪村{n}组{n}号", "上坪村", "耕地补贴", 3.5, 120.5, 421.75, f"说明{n}"]
        for n in range(10_000)
    )  # fmt: skip
    path = tmp_path / "名单.xlsx"
    path.write_bytes(workbook(head, *rows, write_only=True))
    program = """
        import json, resource, sys, time
        from pathlib import Path
        import django
        django.setup()
        from disclosure.checks.hidden import inspect_attachment
        begun = time.process_time()
        report = inspect_attachment(Path(sys.argv[1]), ".xlsx")
        print(json.dumps([time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, sum(report.counts.values())]))
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), path], capture_output=True, text=True, check=True
    )
    seconds, megabytes, hits = json.loads(done.stdout)
    print(f"{seconds:.1f} s, {megabytes:.0f} MB")  # noqa: T201  the figure for the record

    assert hits == 30_002
    assert seconds < 20
    assert megabytes < 400


def test_a_sheet_of_plain_figures_costs_little() -> None:
    data = workbook(*statistics(random.Random(1)))

    begun = time.process_time()
    report = inspect(data, ".xlsx")

    assert report.hits == []
    assert time.process_time() - begun < 20
