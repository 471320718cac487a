"""Lists of persons: how many, and no names outside the page and the board, where the list leaves on its last day
(PII-3, PII-7, NOT-2). An article or a message once sent cannot be taken back."""

import re
from collections.abc import Iterator

from disclosure.sheets.channels.blocks import Table, text_of
from disclosure.sheets.channels.source import Source

_NAME_COLUMN = re.compile(r"姓名|户主|申请人|救助对象|补助对象|保障对象|受益人|享受人|法定代表人|负责人")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8})+")
# Who is named in a title though the list may be an attachment: 关于某某等12人…, 关于某某同志….
_TITLED = re.compile(
    r"(?<=关于)((?:(?!等)[\u4e00-\u9fff]){2,4}?)(?=、[\u4e00-\u9fff]{2,4}等|等\d*余?[人户名位]|等?同志)(?<![村镇乡县市区社组司局所院校户位])"
)
_SUM = re.compile(r"^(合计|总计|小计|共计)")


def count(source: Source) -> int:
    """Rows that name a person; 0 where the text has no such table."""
    return sum(len(rows) for rows in _named_rows(source))


def without_names(text: str, source: Source) -> str:
    """The text with every name of the list in it shortened to the family name and 某.

    A masker that knows more (numbers, names in running text) is the caller's to add.
    """
    if source.is_person_list:
        text = _TITLED.sub(lambda m: f"{m[1][0]}某", text)
    for name in sorted(_names(source), key=len, reverse=True):
        text = text.replace(name, f"{name[0]}某")
    return text


def _names(source: Source) -> set[str]:
    return {name for rows in _named_rows(source) for name in rows if _NAME.fullmatch(name)}


def _named_rows(source: Source) -> Iterator[list[str]]:
    """For each table with a column of names, what stands in that column, one entry a row."""
    for block in source.blocks:
        if not isinstance(block, Table):
            continue
        rows = [[text_of(cell.runs).strip() for cell in row] for row in (*block.head, *block.body)]
        head = next((at for at, row in enumerate(rows[:3]) if any(map(_is_label, row))), None)
        if head is None:
            continue
        column = next(at for at, label in enumerate(rows[head]) if _is_label(label))
        listed = [row for row in rows[head + 1 :] if len(row) > column and not any(map(_SUM.match, row))]
        yield [name for row in listed if (name := re.sub(r"\s", "", row[column]))]


def _is_label(text: str) -> bool:
    return len(text) <= 12 and bool(_NAME_COLUMN.search(text))
