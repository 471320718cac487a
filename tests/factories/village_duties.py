"""Duties of villages in every state, and the grid reckoned anew over them in plain Python."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from catalog.law.vocabulary import Level, Origin
from catalog.models import Node, Unit
from disclosure.models import Confirmation, Duty, Publication
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.accounts import Villages
from villages.law.matters import KeyContent

SHIFTS = {"published": 0, "published-late": 3, "nothing-new": -2, "nothing-new-late": 1}
KINDS = (*SHIFTS, "open", "waived", "dropped")


class Lists:
    """Two villages with items of two categories, some told to belong to key contents; evidence for each village."""

    def __init__(self, place: Villages) -> None:
        self.place = place
        self.root = place.item.get_root()
        relief = catalog.group(self.root, "社会救助保障类", origin=Origin.VILLAGE)
        self.items = [
            place.item,
            self._item(relief, "农村最低生活保障对象", [KeyContent.RELIEF]),
            self._item(relief, "高龄津贴、居家养老", [KeyContent.ELDERLY, KeyContent.RELIEF]),
            self._item(relief, "红白理事会", []),
        ]
        tell(place.item, [KeyContent.ACCOUNTS])
        self.shown = {unit.pk: self._shown(unit) for unit in (place.unit, place.other)}
        self.signed = {
            unit.pk: Confirmation.objects.create(
                township=place.town, unit=unit, quarter_from=date(2026, 1, 1), quarter_until=date(2026, 3, 31),
                signed_by=place.editor, signed_at=write.DAY,
            )
            for unit in (place.unit, place.other)
        }  # fmt: skip

    def _item(self, group: Node, name: str, contents: list[KeyContent]) -> Node:
        made = catalog.item(group, name, origin=Origin.VILLAGE, levels=[Level.VILLAGE])
        tell(made, contents)
        return made

    def _shown(self, unit: Unit) -> Publication:
        return write.draft(
            self.place.town, unit, self.place.item, self.place.editor, state="published", index_no=f"L/{unit.pk}",
            published_at=write.DAY, public_from=write.DAY, title=f"{unit.name}公开的一条",
        )  # fmt: skip

    def duty(
        self, kind: str, due: date | None, *, unit: Unit | None = None, item: int = 0, **more: Any
    ) -> Duty:
        """Not saved. kind: of `KINDS`; due: None for a term without a day."""
        unit, node = unit or self.place.unit, self.items[item]
        state = {"published-late": "published", "nothing-new": "nothing_new", "nothing-new-late": "nothing_new"}.get(
            kind, kind
        )  # fmt: skip
        first = (due or date(2026, 1, 1)) - timedelta(days=45)
        done = kind in SHIFTS
        values = {
            "first": first, "last": first + timedelta(days=30), "due_on": due, "state": state,
            "discharged_on": (due or date(2026, 3, 1)) + timedelta(days=SHIFTS[kind]) if done else None,
            "publication": self.shown[unit.pk] if state == "published" else None,
            "confirmation": self.signed[unit.pk] if state == "nothing_new" else None,
            "reason": "不再要求" if state in ("waived", "dropped") else "",
        }  # fmt: skip
        return Duty(township=self.place.town, unit=unit, node=node, domain=self.root, **values | more)

    def keep(self, *made: Duty) -> list[Duty]:
        """All duties there are from now on."""
        Duty.objects.all().delete()
        for n, duty in enumerate(made):
            duty.occasion = f"p{n}"
        return Duty.objects.bulk_create(made)


def tell(item: Node, contents: list[KeyContent]) -> None:
    if contents:
        item.extra = item.extra | {"key_contents": ";".join(content.label for content in contents)}
        item.save()


# ---- the grid reckoned anew, knowing nothing of its queries --------------------------------------------------------
def measure_of(duty: Duty, today: date) -> str:
    """The one figure besides 应公开 that counts a duty with a day."""
    if duty.state == "open":
        return "overdue" if duty.due_on < today else "pending"
    if duty.state == "waived":
        return "waived"
    key = {"published": "published", "nothing_new": "nothing-new"}[duty.state]
    return f"{key}-late" if duty.discharged_on > duty.due_on else key


def tally(duties: list[Duty], first: date, last: date, today: date) -> dict[str, int]:
    found: Counter[str] = Counter()
    for duty in duties:
        if duty.state != "dropped" and duty.due_on is not None and first <= duty.due_on <= last:
            found["owed"] += 1
            found[measure_of(duty, today)] += 1
    return dict(found)
