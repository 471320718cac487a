"""Plain files: .csv as a table, .txt as text, .html as its readers see it."""

import csv
import io

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.personal import scan_html
from disclosure.checks.texts import clean_html

_MAX_COMMENTS = 200


def decode(data: bytes) -> str:
    """Text of a file in the encodings met here.

    Raises:
        FileRefused: it is no text.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("认不出文件的文字编码，请另存为 UTF-8 编码后再上传。")


def inspect_csv(data: bytes, inspection: Inspection) -> None:
    text = decode(data)
    scanner = inspection.table("表格")
    try:
        for number, row in enumerate(csv_rows(text)):
            if not inspection.count_cells(len(row)):
                break
            inspection.report.rows += 1
            scanner.feed(number, [(column, cell.strip().strip("'=\"\t")) for column, cell in enumerate(row)])
    except csv.Error:
        raise FileRefused("CSV 文件的引号不配对，读不下去。请用 Excel 或 WPS 打开后另存。") from None
    scanner.finish()


def csv_rows(text: str) -> list[list[str]]:
    """Rows of a CSV; the separator is the one its first line uses most."""
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count)))


def inspect_txt(data: bytes, inspection: Inspection) -> None:
    for number, line in enumerate(decode(data).splitlines(), 1):
        inspection.text(line, f"第{number}行")


def inspect_html(data: bytes, inspection: Inspection) -> None:
    html = decode(data)
    for hit in scan_html(clean_html(html), inspection.prefix + "正文"):
        inspection.hit(hit)
    for piece in html.split("<!--")[1:_MAX_COMMENTS]:
        inspection.hide(HiddenKind.COMMENT, "网页注释", piece.partition("-->")[0])
