"""A village's sheets as residents read them, beside the accounts: lists of money given, property, decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from catalog.models import Township
from disclosure.models import Publication
from disclosure.queries.postings import money
from villages.law.kinds import DecisionStep, SheetKind
from villages.models import Sheet, SheetRow

# What stands together on a village's page: address, heading, kinds, what is said where there is nothing.
GROUPS: dict[str, tuple[str, tuple[SheetKind, ...], str]] = {
    "subsidies": ("补贴、救助和报酬", (SheetKind.SUBSIDIES, SheetKind.PAY), "现在没有正在公示的名单。"),
    "property": (
        "资产、资源和合同",
        (SheetKind.ASSETS, SheetKind.RESOURCES, SheetKind.CONTRACTS, SheetKind.DEBTS),
        "本村还没有公开资产、资源和合同。",
    ),
    "decisions": ("村里的决定", (SheetKind.DECISION,), "本村还没有公开的决定。"),
}


@dataclass(frozen=True)
class ShownStep:
    """A step of a decision; on: "" where it was not reached."""

    label: str
    on: str


@dataclass(frozen=True)
class Shown:
    """A public sheet. heads, amount: of lists of persons; steps: of decisions."""

    title: str
    item: str
    path: str
    on: date
    corrected: bool
    heads: int | None
    amount: str
    until: date | None
    steps: Sequence[ShownStep]


def shown(unit_pk: int, township: Township, at: datetime, kinds: Iterable[SheetKind]) -> QuerySet[Sheet]:
    """Sheets of these kinds that anyone may open at this moment, newest first."""
    public = Publication.objects.public(township, at).filter(unit=unit_pk)
    rows = SheetRow.objects.filter(sheet__kind=SheetKind.DECISION)
    return (
        Sheet.objects.readable(public)
        .filter(unit=unit_pk, kind__in=list(kinds))
        .select_related("node", "carrier__revises")
        .prefetch_related(Prefetch("rows", rows, to_attr="step_rows"))
        .order_by("-carrier__published_at", "-pk")
    )


def lines(sheets: Iterable[Sheet]) -> list[Shown]:
    """Sheets as a list shows them; no query besides those of the sheets."""
    return [_line(sheet) for sheet in sheets]


def newest(
    unit_pk: int, township: Township, at: datetime, each: int
) -> list[tuple[str, str, str, list[Shown]]]:
    """The newest of every group: address, heading, words where there is none, sheets. 2 queries a group."""
    found = []
    for name, (heading, kinds, empty) in GROUPS.items():
        found.append((name, heading, empty, lines(shown(unit_pk, township, at, kinds)[:each])))
    return found


def _line(sheet: Sheet) -> Shown:
    carrier = sheet.carrier
    assert carrier is not None  # noqa: S101  (`readable` asks for it)
    original = carrier.revises or carrier
    assert original.published_at is not None  # noqa: S101  (it is public)
    listed = original.person_list
    return Shown(
        sheet.title, sheet.node.name, original.path, timezone.localdate(original.published_at), sheet.edition > 1,
        original.head_count if listed else None, money(original.amount) if listed else "",
        original.posted_until if listed else None,
        _steps(sheet.step_rows) if sheet.kind == SheetKind.DECISION else (),  # type: ignore[attr-defined]
    )  # fmt: skip


def _steps(rows: Iterable[SheetRow]) -> list[ShownStep]:
    days = {row.cells.get("step"): row.cells.get("held_on") or "" for row in rows}
    return [ShownStep(step.label, days.get(step, "")) for step in DecisionStep]
