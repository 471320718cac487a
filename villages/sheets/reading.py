"""What every reader of a village's workbook shares: faults with their cell, rows that are no entries, whose table it is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.sheets.workbook import Header, Sheet, WorkbookRefused

MOST_FAULTS = 50  # told of one file
SUBTOTAL, TOTAL, TO_DATE = (
    ("小计",),
    ("合计", "总计", "本月合计", "本期合计"),
    ("本年累计", "累计", "本年合计"),
)
FOOTER = re.compile(
    r"(制表|填表|监督|审核|复核|会计|出纳|负责人|村主任|理财|公开时间|公示时间|联系电话|咨询电话|注|备注|说明)[^:]{0,12}:"
)


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong, and where: a cell's name, or the sheet's."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


class SheetRefused(WorkbookRefused):
    """Nothing of it was taken. faults: up to MOST_FAULTS of them; more: a sentence about the rest, if there are any."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = list(faults[:MOST_FAULTS])
        self.more = [f"另有 {len(faults) - MOST_FAULTS} 处。"] if len(faults) > MOST_FAULTS else []
        super().__init__("；".join([*map(str, self.faults), *self.more]))


def plain(text: str) -> str:
    """Full-width digits and signs as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def words_above(sheet: Sheet, header: Header) -> str:
    """The tab's name and everything above the header, without blanks."""
    above = [text for row in sheet.rows[: header.first] for text in row if text]
    return plain("　".join([sheet.title, *above])).replace(" ", "")


def whose(title: str, village: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    """What is wrong with the village a table names, and what is worth noting; both mostly empty."""
    if any(name in title for name in village):
        return "", ""
    wrong = next((name for name in others if name in title), None)
    return (f"表上写的是“{wrong}”，不是本村。", "") if wrong else ("", "表上没有写村名，按本村导入。")
