"""Which acts a person may do with a case where it stands, each with its form."""

from collections.abc import Mapping
from typing import Any

from catalog.models import User
from disclosure import rules
from disclosure.forms.applications import answer_acts, casework_acts, intake_acts
from disclosure.forms.applications.base import ActForm, Handling
from disclosure.law.intake import CaseKind
from disclosure.law.steps import ONLY_FOR_DISCLOSURE, TABLE, Act, Step
from disclosure.models import Application

_ALL = {**casework_acts.ACTS, **answer_acts.ACTS, **intake_acts.ACTS}
# What leads on comes first, in the order of the work; what is done on the side after it.
ACTS: dict[Act, Handling] = dict(sorted(_ALL.items(), key=lambda pair: pair[1].plain))


def acts_for(user: User, application: Application) -> list[Act]:
    """The acts this person may do with it now, in the order of the desk."""
    state = Step(application.state)
    barred = ONLY_FOR_DISCLOSURE if application.kind == CaseKind.RECTIFY else frozenset()
    return [
        act
        for act, handling in ACTS.items()
        if (state, act) in TABLE
        and act not in barred
        and handling.shown(application)
        and rules.may_handle(user, act, application)
    ]


def desk_of(
    user: User, application: Application, bound: Mapping[Act, ActForm] | None = None
) -> list[dict[str, Any]]:
    """The same with forms; bound: forms that were sent and refused."""
    sent = bound or {}
    return [
        {
            "act": act.value,
            "button": ACTS[act].button,
            "explains": ACTS[act].explains,
            "plain": ACTS[act].plain,
            "open": act in sent,
            "form": sent.get(act)
            or ACTS[act].form(application)(prefix=act.value, application=application, user=user),
        }
        for act in acts_for(user, application)
    ]
