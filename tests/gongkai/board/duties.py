"""Duties of every kind, generated from a seed, and the board reckoned anew over them in plain Python."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalog.models import Adoption, AdoptionStatus, Node, Township, Unit, User
from disclosure.models import Confirmation, Duty, Publication
from tests.factories import catalog as make
from tests.factories import disclosure as write

STATES = ["open", "open", "published", "published", "nothing_new", "waived", "dropped"]


@dataclass
class Town:
    township: Township
    offices: list[Unit]
    villages: list[Unit]
    domains: list[Node]
    items: list[Node]
    by: User

    @property
    def units(self) -> list[Unit]:
        return [*self.offices, *self.villages]


def town(name: str = "望禾镇", prefix: str = "wanghe") -> Town:
    made = make.township(prefix, name)
    offices = [make.unit(made, f"{name}{what}办") for what in ("综合", "社会", "农业")]
    villages = [make.village(made, f"{name}{what}村") for what in ("上坪", "莲塘")]
    domains = [make.domain(f"{name}{what}", str(at)) for at, what in enumerate(("教育", "养老", "财政"))]
    items = [make.item(domain, f"{domain.name}{at}") for domain in domains for at in range(4)]
    return Town(made, offices, villages, domains, items, make.user())


def fill(place: Town, today: date, number: int = 400, seed: int = 7) -> list[Duty]:
    """Duties spread over 15 months round `today`, in every state, some without a day."""
    dice = random.Random(seed)
    evidence = {
        unit.pk: write.draft(
            place.township, unit, place.items[0], place.by, state="published", index_no=f"B/{unit.pk}",
            published_at=write.DAY, public_from=write.DAY,
        )
        for unit in place.units
    }  # fmt: skip
    signed = {
        unit.pk: Confirmation.objects.create(
            township=place.township, unit=unit, quarter_from=date(2026, 1, 1), quarter_until=date(2026, 3, 31),
            signed_by=place.by, signed_at=write.DAY,
        )
        for unit in place.units
    }  # fmt: skip
    duties = [_one(place, today, dice, at, evidence, signed) for at in range(number)]
    Duty.objects.bulk_create(duties)
    return duties


def _one(
    place: Town,
    today: date,
    dice: random.Random,
    at: int,
    evidence: dict[int, Publication],
    signed: dict[int, Confirmation],
) -> Duty:
    unit, item, state = dice.choice(place.units), dice.choice(place.items), dice.choice(STATES)
    due = None if dice.random() < 0.05 else today + timedelta(days=dice.randint(-400, 60))
    done = state in ("published", "nothing_new")
    return Duty(
        township=place.township,
        unit=unit,
        node=item,
        domain=item.parent,
        occasion=f"t{at}",
        first=today - timedelta(days=500),
        last=today - timedelta(days=450),
        due_on=due,
        state=state,
        discharged_on=(due or today) + timedelta(days=dice.randint(-3, 3)) if done else None,
        publication=evidence[unit.pk] if state == "published" else None,
        confirmation=signed[unit.pk] if state == "nothing_new" else None,
        reason="上级统一公开" if state in ("waived", "dropped") else "",
    )


def absences(place: Town) -> list[Adoption]:
    """Rows not involved: of an office, of nobody in particular, of a village's own list."""
    said = {"status": AdoptionStatus.NOT_INVOLVED, "reason": "本镇没有"}
    return [
        make.adoption(place.township, place.items[0], unit=place.offices[0], **said),
        make.adoption(place.township, place.items[5], **said),
        make.adoption(place.villages[0], place.items[9], **said),
        make.adoption(place.township, place.items[6], unit=place.offices[1]),
    ]


# ---- the board reckoned anew, knowing nothing of its queries ------------------------------------------------
def classes(duty: Duty, today: date) -> set[str]:
    """Keys of the measures that count a duty with a day."""
    if duty.state == "waived":
        return {"due", "waived"}
    if duty.state == "open":
        return {"due", "pending"} if duty.due_on >= today else {"due", "overdue", "late"}
    found = {"due", duty.state}
    return found | ({"in_time"} if duty.discharged_on <= duty.due_on else {"late_done", "late"})


def tally(duties: list[Duty], first: date, last: date, today: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for duty in duties:
        if duty.state != "dropped" and duty.due_on and first <= duty.due_on <= last:
            found.update(classes(duty, today))
    return found


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=write.DAY.tzinfo)
