"""What a unit owes, as the duty desk shows it: bounded by rights and township, named without further queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from catalog.law import timelimits
from catalog.law.roles import Role
from catalog.law.timelimits import Event, Rule
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, Township, Unit, User
from catalog.queries.outline import Outline
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.law.duties import Light, answers, light, period_name
from disclosure.models import Confirmation, Duty, Trigger
from disclosure.models.duties import DutyQuerySet

YELLOW, ORANGE = 5, 2  # working days left, as `law.duties.light` has them
GROUPS = {"late": "已逾期", "week": "本周到期", "later": "以后到期", "none": "没有期限"}
_FIRST = (Event.FORMED_OR_CHANGED, Event.OBTAINED)  # kinds most rows count from, offered first


@dataclass(frozen=True)
class DutyLine:
    """One duty as a line of a list, with the names of everything it hangs on."""

    duty: Duty
    domain: str
    above: str
    item: str
    unit: str
    matter: str
    left: int
    light: Light
    group: str


def week_end(today: date) -> date:
    """The Sunday of this week: “本周” everywhere on the desk."""
    return today + timedelta(days=6 - today.weekday())


def group_of(due_on: date | None, today: date) -> str:
    """The heading of `GROUPS` a duty stands under."""
    if due_on is None:
        return "none"
    if due_on < today:
        return "late"
    return "week" if due_on <= week_end(today) else "later"


def in_sight(user: User, township: Township) -> DutyQuerySet:
    """Duties of this township the user may see, the dropped ones aside."""
    return rules.duties_of(user).filter(township=township).owed()


def units_in_sight(user: User, township: Township) -> QuerySet[Unit]:
    """Units whose duties the user may see here, in the order of the tree."""
    return _held(user, township, rules.DUTY_READERS)


def units_to_sign(user: User, township: Township) -> QuerySet[Unit]:
    """Units the user may sign "nothing new" for."""
    return _held(user, township, rules.SIGNERS)


def units_to_record(user: User, township: Township) -> QuerySet[Unit]:
    """Units the user may record events of."""
    return _held(user, township, rules.WRITERS)


def _held(user: User, township: Township, wanted: Iterable[Role]) -> QuerySet[Unit]:
    held = unit_bounds(user, wanted)
    return Unit.objects.filter(held, tree_id=township.unit.tree_id, is_active=True).order_by("lft")


def standing(duties: DutyQuerySet, today: date) -> dict[str, int]:
    """How many open and begun duties stand under each heading. 1 query."""
    end = week_end(today)
    found = begun(duties, today).aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        week=Count("pk", filter=Q(due_on__gte=today, due_on__lte=end)),
        later=Count("pk", filter=Q(due_on__gt=end)),
        none=Count("pk", filter=Q(due_on__isnull=True)),
    )
    return dict(found)


def begun(duties: DutyQuerySet, today: date) -> DutyQuerySet:
    """Open duties whose period has begun: what comes later cannot be done yet."""
    return duties.open().filter(first__lte=today)


def in_order(duties: DutyQuerySet, today: date) -> DutyQuerySet:
    """By heading, then by day; what has no day stands last."""
    end = week_end(today)
    heading = Case(
        When(due_on__isnull=True, then=Value(3)),
        When(due_on__lt=today, then=Value(0)),
        When(due_on__lte=end, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return duties.annotate(rank=heading).order_by("rank", "due_on", "pk").select_related("trigger", "unit")


def of_light(duties: DutyQuerySet, wanted: Light, today: date, calendar: WorkCalendar) -> DutyQuerySet:
    """Open duties showing this light: the thresholds of `law.duties.light` as days."""
    duties = duties.open()
    after_orange, after_yellow = (calendar.days(today, days + 1)[-1] for days in (ORANGE, YELLOW))
    match wanted:
        case Light.NONE:
            return duties.filter(due_on__isnull=True)
        case Light.RED:
            return duties.filter(due_on__lt=today)
        case Light.ORANGE:
            return duties.filter(due_on__gte=today, due_on__lt=after_orange)
        case Light.YELLOW:
            return duties.filter(due_on__gte=after_orange, due_on__lt=after_yellow)
    return duties.filter(due_on__gte=after_yellow)


def lines(duties: Iterable[Duty], known: Outline, today: date, calendar: WorkCalendar) -> list[DutyLine]:
    """Duties with names from the outline; no query besides those of the duties."""
    return [_line(duty, known, today, calendar) for duty in duties]


def _line(duty: Duty, known: Outline, today: date, calendar: WorkCalendar) -> DutyLine:
    place = known.nodes.get(duty.node_id)
    trail = place.trail if place else []
    unit = known.units.get(duty.unit_id)
    shown = light(duty.due_on, today, calendar)
    return DutyLine(
        duty,
        trail[0].name if trail else "",
        " › ".join(node.name for node in trail[:-1]),
        place.name if place else str(duty.node),
        unit.label if unit else str(duty.unit),
        matter_of(duty),
        calendar.count(today, duty.due_on) if duty.due_on and duty.due_on > today else 0,
        shown,
        group_of(duty.due_on, today),
    )


def matter_of(duty: Duty) -> str:
    """The period or the event a duty is for, in words."""
    if duty.trigger is not None:
        return f"{duty.trigger.subject}（{duty.trigger.happened_on:%Y-%m-%d}）"
    return period_name(duty.first, duty.last)


# ---- nothing new -------------------------------------------------------------------------------------------
def to_confirm(unit: Unit, township: Township, today: date) -> DutyQuerySet:
    """Turns of recurring rules of one unit on which "nothing new" can be signed today."""
    duties = Duty.objects.filter(township=township, unit=unit)
    return duties.confirmable(today).order_by("domain_id", "node__tree_id", "node__lft", "first", "pk")


def signed(pk: int, township: Township) -> Confirmation | None:
    """A signed confirmation of this township with its duties. 2 queries."""
    duties = Duty.objects.select_related("node").order_by("node__tree_id", "node__lft", "first")
    return (
        Confirmation.objects.filter(pk=pk, township=township)
        .select_related("unit", "signed_by")
        .prefetch_related(Prefetch("duties", queryset=duties))
        .first()
    )


# ---- events ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answering:
    """An adopted row of a unit that an event calls up."""

    adoption: Adoption
    unit_id: int
    rules: tuple[Rule, ...]

    @property
    def limit_text(self) -> str:
        return self.adoption.limit_text or self.adoption.node.limit_text

    @property
    def explained(self) -> list[str]:
        return timelimits.parse(self.limit_text).explain() if self.limit_text else []

    @property
    def kinds(self) -> list[Event]:
        """Event kinds the row's rules answer, those its print names first."""
        named = {rule.event for rule in self.rules}
        found = [event for event in Event if any(answers(rule, event) for rule in self.rules)]
        return sorted(found, key=lambda event: (event not in named, event not in _FIRST))


def answering(owed: Mapping[int, tuple[int, tuple[Rule, ...]]], township: Township) -> dict[int, Answering]:
    """Of the rows owed, those that some event calls up, by adoption in the order of the catalog. 1 query.

    Args:
        owed: unit and rules by adoption.
    """
    adoptions = Adoption.objects.filter(township=township).select_related("node")
    found = {}
    for adoption in adoptions.order_by("node__tree_id", "node__lft", "pk"):
        if adoption.pk in owed:
            line = Answering(adoption, *owed[adoption.pk])
            if line.kinds:
                found[adoption.pk] = line
    return found


def events(user: User, township: Township) -> QuerySet[Trigger]:
    """Recorded events of units whose duties the user may see, newest first, with the duties they made."""
    duties = Duty.objects.owed().order_by("due_on", "pk")
    return (
        Trigger.objects.filter(unit_bounds(user, rules.DUTY_READERS, "unit"), township=township)
        .select_related("recorded_by", "client")
        .prefetch_related(Prefetch("duties", queryset=duties))
        .order_by("-happened_on", "-pk")
    )
