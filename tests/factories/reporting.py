"""Cases as a year leaves them, made at once: every kind of applicant, every result, open ones, with remedies."""

import random
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from catalog.models import Township, Unit, User
from disclosure.law.intake import ApplicantKind, Carrier, CaseKind, Intake, Obtain
from disclosure.law.outcomes import RULES, Outcome
from disclosure.law.report import ORGANISATIONS, RESULTS, Column, RemedyKind, RemedyResult, Row
from disclosure.law.steps import Step
from disclosure.models import Application, Remedy

SPAN = (date(2024, 10, 1), 900)  # first day of receipt, days of it
OPEN = (Step.REGISTERED, Step.CORRECTING, Step.IN_HAND, Step.CONSULTING, Step.FEE_DUE, Step.SIGNING)


def case(
    township: Township,
    number: int,
    *,
    received_on: date | None,
    column: Column = Column.PERSON,
    row: Row | None = None,
    ended_on: date | None = None,
    state: Step | None = None,
    **fields: object,
) -> Application:
    """A case, not saved. row, ended_on: how it ended; answered, unless the state is CLOSED."""
    person = column == Column.PERSON
    closed = state == Step.CLOSED
    arrived = received_on or date(2026, 3, 2)
    values: dict = {
        "township": township, "unit_id": township.unit_id, "number": f"{township.prefix}-{number:06d}", "year": arrived.year,
        "submission": uuid.uuid4(), "code_hash": "0" * 64, "intake": Intake.COUNTER, "carrier": Carrier.PAPER,
        "obtain": Obtain.POST, "applicant_kind": ApplicantKind.CITIZEN if person else ApplicantKind.ORGANISATION,
        "org_kind": "" if person else column, "applicant_shown": "林**" if person else f"第{number}合作社",
        "submitted_at": datetime(arrived.year, arrived.month, arrived.day, 1, 0, tzinfo=UTC), "arrived_on": arrived,
        "first_receipt_on": received_on, "receipt_on": received_on,
        "state": state or (Step.DELIVERED if row else Step.IN_HAND),
    }  # fmt: skip
    if row is not None:
        outcome = next((o for o in Outcome if RULES[o].row == row), Outcome.OTHER)
        values |= {"row": row, "outcome": outcome, "closed_on": ended_on}
        if not closed:
            values |= {"answered_on": ended_on, "served_on": ended_on}
    return Application(**(values | fields))


def scene(township: Township, seed: int, number: int = 120, first: int = 1) -> list[Application]:
    """So many cases spread over three calendar years, saved."""
    luck = random.Random(seed)
    made = []
    for place in range(number):
        received = SPAN[0] + timedelta(days=luck.randrange(SPAN[1]))
        column = luck.choice([Column.PERSON, Column.PERSON, *ORGANISATIONS])
        fields: dict = {"received_on": received, "column": column}
        if luck.random() < 0.8:
            fields |= {
                "row": luck.choice(RESULTS),
                "ended_on": received + timedelta(days=luck.randrange(120)),
            }
            fields["state"] = luck.choice([Step.DELIVERED, Step.ARCHIVED, Step.CLOSED, Step.DELIVERING])
            if fields["state"] == Step.ARCHIVED:
                fields["archived_at"] = datetime(2027, 12, 1, tzinfo=UTC)
        else:
            fields["state"] = luck.choice(OPEN)
        if luck.random() < 0.05:
            fields["kind"] = CaseKind.RECTIFY
        made.append(case(township, first + place, **fields))
    made.append(case(township, first + number, received_on=None, state=Step.SUBMITTED))
    Application.objects.bulk_create(made)
    return made


def challenged(cases: Sequence[Application], by: User, seed: int) -> list[Remedy]:
    """复议 and lawsuits against some of them, some of them over."""
    luck = random.Random(seed)
    results = [RemedyResult.UPHELD, RemedyResult.CORRECTED, RemedyResult.OTHER, RemedyResult.PENDING]
    made = []
    for one in luck.sample(list(cases), len(cases) // 3):
        filed = (one.first_receipt_on or SPAN[0]) + timedelta(days=luck.randrange(90))
        result = luck.choice(results)
        made.append(
            Remedy(
                application=one, kind=luck.choice(list(RemedyKind)), body="云溪县人民政府", filed_on=filed, result=result,
                result_on=None if result == RemedyResult.PENDING else filed + timedelta(days=luck.randrange(400)),
                by=by, at=datetime(2026, 12, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    return Remedy.objects.bulk_create(made)


def unit_of(township: Township) -> Unit:
    return Unit.objects.get(pk=township.unit_id)
