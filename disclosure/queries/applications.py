"""Queues of applications, and what surrounds one: earlier cases of the applicant, likely duplicates."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from catalog.law.workdays import WorkCalendar
from catalog.models import Township, User
from catalog.rules import may_keep_catalog, roles
from disclosure import rules
from disclosure.law.clock import left, light
from disclosure.law.duties import Light
from disclosure.law.steps import ACT_ROLES, REVIEW_ACTS, UNANSWERED, WAITING, Step
from disclosure.models import Applicant, Application, DueChange, RequestItem, SearchRequest
from disclosure.models.applications import ApplicationQuerySet
from disclosure.models.sealed import blind_index, same_index

OPEN = sorted(UNANSWERED)
SOON = 5  # working days (CLK-12)
QUEUES = {
    "new": "新收到的",
    "mine": "我承办的",
    "unit": "本单位的",
    "due": "快到期的",
    "overdue": "已逾期的",
    "stopped": "停止计算的",
    "faults": "有超期事项的",
    "review": "等我审核的",
    "all": "全部",
}
SORTED = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class CaseLine:
    """One row of a queue."""

    case: Application
    light: Light
    left: int | None


def in_sight(user: User, township: Township) -> ApplicationQuerySet:
    return rules.applications_of(user).filter(township=township)


def due_changes(user: User, township: Township) -> QuerySet[DueChange]:
    """Last days that moved with the calendar, newest first: of the cases in sight; of all for who keeps the calendar."""
    keeps = may_keep_catalog(user, township)
    cases = Application.objects.filter(township=township) if keeps else in_sight(user, township)
    return DueChange.objects.filter(application__in=cases).select_related("application", "by")


def queues(user: User, today: date, calendar: WorkCalendar) -> dict[str, Q]:
    """What each queue holds for this person."""
    soon = calendar.add(today, SOON).on
    stages = [stage for stage, act in REVIEW_ACTS.items() if ACT_ROLES[act] & roles(user)]
    running = Q(state__in=OPEN, answered_on=None) & ~Q(state__in=sorted(WAITING))
    return {
        "new": Q(state__in=[Step.SUBMITTED, Step.REGISTERED]),
        "mine": Q(state__in=OPEN, officer=user),
        "unit": Q(state__in=OPEN),
        "due": running & Q(due_on__gte=today, due_on__lte=soon),
        "overdue": running & Q(due_on__lt=today),
        "stopped": Q(state__in=OPEN) & ~Q(stopped=""),
        "faults": Q(state__in=OPEN) & ~Q(faults=[]),  # CLK-4 and its like
        "review": Q(state__in=stages),
        "all": Q(),
    }


def counts(cases: ApplicationQuerySet, of: dict[str, Q]) -> dict[str, int]:
    """How many each queue holds. 1 query. All but the last hold open cases alone: the archive is not read for them."""
    return cases.open().aggregate(
        **{name: Count("pk", filter=found) for name, found in of.items() if name != "all"}
    )


def in_order(cases: ApplicationQuerySet, queue: str) -> QuerySet[Application]:
    """Open ones by their last day, all of them newest first."""
    ordered = cases.order_by("-submitted_at", "-pk") if queue == "all" else cases.order_by(*SORTED)
    return ordered.select_related("unit", "officer")


def lines(cases: list[Application], today: date, calendar: WorkCalendar) -> list[CaseLine]:
    return [line(case, today, calendar) for case in cases]


def line(case: Application, today: date, calendar: WorkCalendar) -> CaseLine:
    """A case with its light; none once it is answered, or while it stands still."""
    if case.due_on is None or case.answered_on or case.state not in UNANSWERED:
        return CaseLine(case, Light.NONE, None)
    return CaseLine(case, light(case.due_on, today, calendar), left(case.due_on, today, calendar))


def found_by_person(cases: ApplicationQuerySet, words: str) -> ApplicationQuerySet:
    """By the exact name, ID number or telephone of the applicant, through the blind indexes."""
    people = Applicant.objects.filter(
        same_index("name_index", blind_index(words, "name"))
        | same_index("id_index", blind_index(words, "id"))
        | same_index("phone_index", blind_index(words, "phone"))
    )
    return cases.filter(pk__in=people.values("application"))


def of_the_same_applicant(case: Application) -> list[Application]:
    """Other cases of this applicant, newest first (OUT-17, FEE-2). 1 query."""
    person = case.applicant
    same = same_index("applicant__id_index", person.id_index)
    if not person.id_index:
        same = same_index("applicant__name_index", person.name_index)
    found = Application.objects.filter(same, township=case.township_id).exclude(pk=case.pk)
    return list(found.order_by("-pk")[:20])


def possible_duplicates(case: Application) -> list[RequestItem]:
    """Items of open cases that ask for a paper of the same number, name or wording. 2 queries."""
    alike = Q(pk__in=[])
    if case.erased_at:
        return []
    for item in case.items.all():
        alike |= Q(description=item.description)
        if item.doc_no:
            alike |= Q(doc_no=item.doc_no)
        if item.title:
            alike |= Q(title=item.title)
    found = RequestItem.objects.filter(
        alike, application__township=case.township_id, application__state__in=OPEN
    )
    return list(found.exclude(application=case).select_related("application").order_by("-pk")[:10])


def searches_waiting(user: User, township: Township) -> QuerySet[SearchRequest]:
    """Searches asked of the person's units, not answered yet."""
    found = rules.searches_of(user).filter(application__township=township, found=None)
    return found.select_related("unit", "application").order_by("due_on", "pk")
