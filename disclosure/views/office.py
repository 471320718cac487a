"""Back office of publications: read one, submit, approve, send back, withdraw; files for those who may read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.queries.outline import NodeOutline
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.actions import publications
from disclosure.checks.texts import shown_html
from disclosure.forms.office import ApproveForm, SendBackForm, SubmitForm, WithdrawForm
from disclosure.law.lifecycle import STEPS, State, StepRefused, Verb
from disclosure.models import Attachment, Publication


@dataclass(frozen=True)
class Act:
    form: type[forms.Form]
    action: Callable[..., Publication]
    button: str


ACTS: dict[Verb, Act] = {
    Verb.SUBMIT: Act(SubmitForm, publications.submit, "提交审核"),
    Verb.APPROVE: Act(ApproveForm, publications.approve, "审核通过并公开"),
    Verb.SEND_BACK: Act(SendBackForm, publications.send_back, "退回修改"),
    Verb.WITHDRAW: Act(WithdrawForm, publications.withdraw, "撤回"),
}


def publication(request: OfficeRequest, pk: int) -> HttpResponse:
    """One publication with what the reader may do with it."""
    found = _load(request, pk)
    return _page(request, found, {})


@require_POST
def publication_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. A refusal is said in words on the same page, what was typed stays."""
    found = _load(request, pk)
    act = ACTS.get(Verb(verb)) if verb in set(Verb) else None
    if act is None:
        raise Http404
    form = act.form(request.POST, prefix=verb)
    if form.is_valid():
        try:
            act.action(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (StepRefused, ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            messages.success(request, f"“{found.title}”已{Verb(verb).label}。")
            return redirect("desk:home")
    return _page(request, _load(request, pk), {Verb(verb): form})


@require_POST
def attachment_remove(request: OfficeRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Take a file off a draft."""
    found = _load(request, pk)
    get_object_or_404(found.attachments, pk=attachment_pk)
    try:
        publications.detach(pk=pk, attachment_pk=attachment_pk, by=request.user, at=timezone.now())
    except StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "附件已移除。")
    return redirect("admin:disclosure_publication_change", pk)


def office_attachment(request: OfficeRequest, key: str) -> FileResponse:
    """A file of a publication in work, for those who may read the publication; always a download."""
    found = get_object_or_404(Attachment, key=key, publication__in=rules.visible(request.user))
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


def _load(request: OfficeRequest, pk: int) -> Publication:
    return get_object_or_404(
        rules.visible(request.user).select_related("unit", "node", "created_by", "submitted_by", "township"),
        pk=pk,
    )


def _trail(request: OfficeRequest, found: Publication) -> list[NodeOutline]:
    place = outline_of(request).nodes.get(found.node_id)
    return place.trail if place else []


def _page(request: OfficeRequest, found: Publication, bound: dict[Verb, forms.Form]) -> HttpResponse:
    acts: list[dict[str, Any]] = []
    for verb, act in ACTS.items():
        if (State(found.state), verb) in STEPS and rules.may(request.user, verb, found):
            form = bound.get(verb) or act.form(initial={"version": found.version}, prefix=verb.value)
            acts.append({"verb": verb.value, "button": act.button, "form": form})
    refused = [form for verb, form in bound.items() if verb.value not in {act["verb"] for act in acts}]
    context = {
        "pub": found,
        "body_html": mark_safe(shown_html(found.text, get_script_prefix())),  # noqa: S308  (sanitised by checks.texts on every save)
        "attachments": found.attachments.all(),
        "reviews": found.reviews.select_related("by"),
        "events": found.events.select_related("by"),
        "acts": acts,
        "refused": refused,
        "may_edit": found.state == State.DRAFT and rules.may(request.user, Verb.EDIT, found),
        "own": request.user.pk in {found.created_by_id, found.submitted_by_id},
        "above": " › ".join(node.name for node in _trail(request, found)),
        "crumbs": [(found.title, "")],
    }
    status = 409 if any(form.non_field_errors() for form in bound.values()) else 200
    return render(request, "disclosure/office_publication.html", context, status=status)
