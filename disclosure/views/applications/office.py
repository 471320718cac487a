"""Back office of applications: one case, and one act on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.models import work_calendar
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions.applications import answering, letters
from disclosure.actions.applications.course import reading_of
from disclosure.checks.files import FileRefused
from disclosure.forms.applications.base import ActForm
from disclosure.forms.applications.desk import ACTS, desk_of
from disclosure.forms.applications.taking import RevealForm
from disclosure.law.clock import Fault
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import questions
from disclosure.law.steps import REVIEWS, Act, NotAllowed, Step
from disclosure.models import PROVING, Application, CaseFileRole, Delivery
from disclosure.queries import applications as queries
from disclosure.sheets.compare import compare_lines


def application(request: OfficeRequest, pk: int) -> HttpResponse:
    """One case with what the reader may do with it."""
    return _page(request, load(request, pk), {})


@require_POST
def application_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said in words on the same page, what was typed stays."""
    found = load(request, pk)
    handling = ACTS.get(Act(act)) if act in set(Act) else None
    if handling is None:
        raise Http404
    form = handling.form(found)(request.POST, request.FILES, prefix=act, application=found, user=request.user)
    if form.is_valid():
        try:
            handling.action(pk=pk, by=request.user, at=timezone.now(), **form.arguments())
        except (NotAllowed, ActRefused, FileRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            messages.success(request, f"{found.number}：已{Act(act).label}。")
            return redirect("disclosure:office_application", pk)
    return _page(request, load(request, pk), {Act(act): form})


def load(request: OfficeRequest, pk: int) -> Application:
    """The case, if the person may read it."""
    return get_object_or_404(
        rules.applications_of(request.user)
        .filter(township=request.township)
        .select_related("township__unit", "unit", "officer", "applicant"),
        pk=pk,
    )


def _page(request: OfficeRequest, found: Application, bound: dict[Act, ActForm]) -> HttpResponse:
    calendar, today = work_calendar(), timezone.localdate()
    reading = reading_of(found, today, calendar)
    decides = found.state == Step.IN_HAND and rules.may_handle(request.user, Act.DECIDE, found)
    acts = [] if found.erased_at else desk_of(request.user, found, bound)
    context = {
        "case": found,
        "line": queries.line(found, today, calendar),
        "items": found.items.select_related("earlier__application", "publication"),
        "reading": reading,
        "lines": reading.lines(calendar) if reading else [],
        "faults": [Fault(fault).label for fault in found.faults],
        "events": found.events.select_related("by"),
        "letters": found.letters.exclude(state="dropped").select_related("pdf"),
        "files": found.files.exclude(role=CaseFileRole.LETTER),
        "searches": found.searches.select_related("unit", "answered_by"),
        "consultations": found.consultations.all(),
        "extensions": found.extensions.select_related("asked_by", "decided_by"),
        "correction": getattr(found, "correction", None),
        "fee": getattr(found, "fee", None),
        "reason_request": getattr(found, "reason_request", None),
        "reviews": found.answer_reviews.select_related("by", "confirmed_by"),
        "deliveries": Delivery.objects.filter(letter__application=found),
        "remedies": found.remedies.all(),
        "same": queries.of_the_same_applicant(found),
        "alike": queries.possible_duplicates(found),
        "decides": decides,
        "answer": _answer(found),
        "questions": questions(CaseKind(found.kind)),
        "next": None if decides else next((act for act in acts if not act["plain"]), None),
        "shut": frozenset() if rules.may_open_personal(request.user, found) else PROVING,
        "may_see_person": rules.may_open_personal(request.user, found),
        "may_replace_code": rules.may_handle(request.user, Act.REPLACE_CODE, found),
        "reveal": RevealForm(),
        "acts": acts,
        "crumbs": [("依申请公开", reverse("disclosure:application_list")), (found.number, "")],
    }
    return render(request, "disclosure/applications/case.html", context, status=409 if bound else 200)


def _answer(found: Application) -> dict[str, Any] | None:
    """The answer being drafted or reviewed, beside what it was before: as it was handed in the last time, or as it was
    sent where it is being put right (REV-2)."""
    draft = answering.draft_of(found)
    if draft is None or found.state not in {Step.DRAFTING, *REVIEWS}:
        return None
    sent = draft.replaces.decision if draft.replaces else None
    seen = draft.handed_in if found.state == Step.DRAFTING else draft.handed_in_before
    before = seen or sent
    now = (draft.decision or "").split("\n")
    return {
        "letter": draft,
        "text": letters.text_of(draft),
        "before": "上次送审的" if seen else "原答复书的",
        "compared": compare_lines(before.split("\n"), now) if before else None,
    }
