"""Which columns of a table are masked, which are left out, and what each cell becomes."""

from collections.abc import Mapping

from disclosure.checks.personal import Kind, mask_text, mask_value
from disclosure.checks.personal.columns import OF_PERSONS, column_kind, judge, lost_id, number_text
from disclosure.checks.personal.tables import split_numbers

Rows = Mapping[int, Mapping[int, str]]  # row → column → text
# Never on a public page (PII-3 D): the whole column goes.
DROPPED = frozenset({Kind.BANK_CARD, Kind.HEALTH, Kind.INCOME, Kind.REASON, Kind.FAMILY, Kind.MINOR})
_WITHIN = 30  # rows in which a header is looked for


class Plan:
    """What becomes of a table, read off its headers.

    In a table that is not about persons nothing is left out: 收入 of a village's accounts is no one's income.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        kinds: dict[int, Kind] = {}
        labels: dict[int, str] = {}
        for row in sorted(rows)[:_WITHIN]:
            for column, text in rows[row].items():
                if column not in kinds and (kind := column_kind(text)) is not None:
                    kinds[column], labels[column] = kind, text
        of_persons = any(kind in OF_PERSONS for kind in kinds.values())
        self.kinds = kinds if of_persons else {}
        self.dropped = frozenset(column for column, kind in self.kinds.items() if kind in DROPPED)
        self._split = {
            (row, column): text
            for row, texts in rows.items()
            for column, text in _masked_pieces(texts, labels)
        }

    def masked(self, row: int, column: int) -> str:
        """The text of a cell as it may be published; unchanged if there is nothing personal in it."""
        if piece := self._split.get((row, column)):
            return piece
        text = self.rows[row][column]
        kind = self.kinds.get(column)
        if kind is not None and column_kind(text) is None and (value := judge(kind, text)):
            return mask_value(kind, value)
        plain = number_text(text)
        if value := lost_id(plain):
            return mask_value(Kind.ID_CARD, value)
        changed, count = mask_text(plain)
        return changed if count else text


def _masked_pieces(texts: Mapping[int, str], labels: Mapping[int, str]) -> list[tuple[int, str]]:
    """A number printed over several cells: its mask over the same cells."""
    pieces: list[tuple[int, str]] = []
    for item, cells in split_numbers(texts, labels):
        mask, length = mask_value(item.kind, item.value), sum(len(text) for _, text in cells)
        if len(mask) != length:
            mask = "*" * (length - 4) + mask[-4:]
        at = 0
        for column, text in cells:
            pieces.append((column, mask[at : at + len(text)]))
            at += len(text)
    return pieces
