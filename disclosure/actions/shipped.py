"""Tables shipped with the product and kept by staff: lists that stay on the board, and wordings to be told of.

Loading again changes nothing. Rows of a township are its own; of a shipped row only the explanation follows the
file, never whether it is switched on.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from disclosure.models import BoardOnly, WordingRule

BOARD_ONLY = "board-only.csv"
WORDING = "wording.csv"


@dataclass
class Shipped:
    """What one run did."""

    new: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)

    def __str__(self) -> str:
        return f"名单和用语表：新增{self.new}行，更新{self.changed}行。"


@transaction.atomic
def load_shipped(*, folder: Path | None = None) -> Shipped:
    """Bring the shipped rows of the tables to what the files say. One query a table when nothing changed."""
    folder = folder or Path(settings.BASE_DIR) / "fixtures"
    done = Shipped()
    _bring(BoardOnly, "words", list(_rows(folder / BOARD_ONLY)), done)
    _bring(WordingRule, "wrong", list(_rows(folder / WORDING)), done)
    return done


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: value.strip() for name, value in row.items()}


def _bring(model: type[Model], key: str, rows: list[dict[str, Any]], done: Shipped) -> None:
    """Rows by their written form; one that left the file stays, since somebody may count on it."""
    standing = {getattr(row, key): row for row in model._default_manager.filter(township=None)}
    fresh, changed = [], []
    for values in rows:
        row = standing.get(values[key])
        if row is None:
            fresh.append(model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    if fresh:
        bulk_create_with_history(fresh, model)
    for row in changed:
        row.save()
    done.new += len(fresh)
    done.changed += len(changed)
