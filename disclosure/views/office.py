"""Back office of publications: read one, do one of its verbs; files for those who may read it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.models import User
from catalog.queries.outline import NodeOutline
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.actions import publications, publishing, reviewing
from disclosure.checks.desk import RULES
from disclosure.checks.texts import shown_html
from disclosure.forms import office as forms_
from disclosure.law.kinds import Kind, details_of
from disclosure.law.lifecycle import (
    FULL,
    STEPS,
    Plan,
    State,
    StepRefused,
    Verb,
    checked_plan,
    checks_secrecy,
    is_last,
)
from disclosure.models import Attachment, FindingState, Publication, Severity
from disclosure.queries.reviews import signers_of
from disclosure.sheets.compare import compare


@dataclass(frozen=True)
class Act:
    """A verb at the desk. form: given the publication and its plan. plain: shown as a quiet button."""

    form: Callable[[Publication], type[forms_.ActForm]]
    action: Callable[..., Any]
    button: str
    plain: bool = False
    done: str = ""  # what is said afterwards; default “已…”


def _always(form: type[forms_.ActForm]) -> Callable[[Publication], type[forms_.ActForm]]:
    return lambda publication: form


def plan_of(publication: Publication) -> Plan:
    return checked_plan(publication.plan) if publication.plan else FULL


def _approve_form(publication: Publication) -> type[forms_.ActForm]:
    secret = checks_secrecy(State(publication.state), plan_of(publication))
    return forms_.SecrecyForm if secret else forms_.ApproveForm


def _sign_form(publication: Publication) -> type[forms_.ActForm]:
    secret = checks_secrecy(State(publication.state), plan_of(publication))
    return forms_.SignSecrecyForm if secret else forms_.SignForm


ACTS: dict[Verb, Act] = {
    Verb.SUBMIT: Act(_always(forms_.PlainForm), reviewing.submit, "提交审核"),
    Verb.APPROVE: Act(_approve_form, partial(reviewing.approve, sign=False), "审核通过"),
    Verb.SIGN: Act(_sign_form, partial(reviewing.approve, sign=True), "签发公开"),
    Verb.SEND_BACK: Act(_always(forms_.SendBackForm), reviewing.send_back, "退回修改", plain=True),
    Verb.RULE_OPEN: Act(_always(forms_.RuleOpenForm), partial(reviewing.rule, may_open=True), "确定可以公开"),
    Verb.RULE_SHUT: Act(
        _always(forms_.RuleShutForm), partial(reviewing.rule, may_open=False), "确定不予公开", plain=True
    ),
    Verb.LOOK: Act(_always(forms_.LookForm), reviewing.look, "事后复核"),
    Verb.KEEP: Act(_always(forms_.KeepForm), publishing.keep, "评估后继续公开", plain=True),
    Verb.REVISE: Act(_always(forms_.ReviseForm), publishing.revise, "开始修订", plain=True),
    Verb.VALIDITY: Act(_always(forms_.ValidityForm), publishing.set_validity, "变更有效性", plain=True),
    Verb.WITHDRAW: Act(_always(forms_.WithdrawForm), publishing.withdraw, "撤回", plain=True),
    Verb.RECALL: Act(_always(forms_.PlainForm), reviewing.recall, "撤回送审", plain=True),
    Verb.UNSCHEDULE: Act(_always(forms_.PlainForm), publishing.unschedule, "取消定时", plain=True),
    Verb.REFER: Act(_always(forms_.ReferForm), reviewing.refer, "提请有关机关确定", plain=True),
    Verb.FORCE: Act(_always(forms_.ForceForm), reviewing.force, "越级公开", plain=True),
    Verb.DROP: Act(_always(forms_.PlainForm), publications.drop, "作废", plain=True),
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
    form = act.form(found)(request.POST, prefix=verb, publication=found)
    if form.is_valid():
        try:
            made = act.action(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (StepRefused, ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            return _done(request, found, Verb(verb), made)
    return _page(request, _load(request, pk), {Verb(verb): form})


def _done(request: OfficeRequest, found: Publication, verb: Verb, made: Publication) -> HttpResponse:
    """Say what came of it and go where the next thing waits."""
    if verb == Verb.REVISE:
        messages.success(request, "修订稿已建立，改好后提交审核；签发以前，网上仍是原文。")
        return redirect("admin:disclosure_publication_change", made.pk)
    words = f"“{found.title}”已{verb.label}。"
    if made.state == State.SCHEDULED:
        hour = made.publish_at
        when = f"{timezone.localtime(hour):%Y-%m-%d %H:%M} 公开" if hour else "随所解读的文件一起公开"
        words = f"“{found.title}”已签发，将于{when}。" if hour else f"“{found.title}”已签发，{when}。"
    messages.success(request, words)
    onward = verb in (Verb.APPROVE, Verb.SIGN, Verb.SEND_BACK)
    return redirect("disclosure:review_list" if onward else "desk:home")


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
        rules.visible(request.user)
        .filter(township=request.township)
        .select_related("unit", "node", "created_by", "submitted_by", "township", "revises", "supersedes"),
        pk=pk,
    )


def _trail(request: OfficeRequest, found: Publication) -> list[NodeOutline]:
    place = outline_of(request).nodes.get(found.node_id)
    return place.trail if place else []


def acts_for(user: User, found: Publication) -> list[Verb]:
    """The verbs this person may do on it where it stands, in the order of the desk."""
    state, last = State(found.state), is_last(State(found.state), plan_of(found))
    verbs = [verb for verb in ACTS if (state, verb) in STEPS and rules.may(user, verb, found)]
    hidden = {Verb.APPROVE} if last else {Verb.SIGN}
    if last:
        hidden.add(Verb.FORCE)  # signing does the same
    if not found.forced or found.looked_at:
        hidden.add(Verb.LOOK)
    if found.kind != Kind.POLICY:
        hidden.add(Verb.VALIDITY)
    return [verb for verb in verbs if verb not in hidden]


def _page(request: OfficeRequest, found: Publication, bound: dict[Verb, Any]) -> HttpResponse:
    acts: list[dict[str, Any]] = []
    for verb in acts_for(request.user, found):
        act = ACTS[verb]
        form = bound.get(verb) or act.form(found)(prefix=verb.value, publication=found)
        acts.append(
            {
                "verb": verb.value,
                "button": act.button,
                "form": form,
                "plain": act.plain,
                "open": verb in bound,
            }
        )
    shown = {act["verb"] for act in acts}
    context = {
        "pub": found,
        "body_html": mark_safe(shown_html(found.text)),  # noqa: S308  (sanitised by checks.texts on every save)
        "attachments": found.attachments.filter(retired_in=None).select_related("looked_by"),
        "reviews": found.reviews.select_related("by", "recorded_by", "confirmed_by").order_by("pk"),
        "events": found.events.select_related("by"),
        "acts": acts,
        "refused": [form for verb, form in bound.items() if verb.value not in shown],
        "may_edit": found.state == State.DRAFT and rules.may(request.user, Verb.EDIT, found),
        "may_note_result": found.posted_until is not None
        and found.state in (State.PUBLISHED, State.EXPIRED)
        and rules.may_note_result(request.user, found),
        "own": request.user.pk in {found.created_by_id, found.submitted_by_id},
        "in_review": found.state in plan_of(found),
        "plan": [(stage.label.removeprefix("待"), stage == found.state) for stage in plan_of(found)],
        "findings": _findings(request, found),
        "details": [
            (element.label, found.details.get(element.key))
            for element in details_of(Kind(found.kind))
            if found.details.get(element.key)
        ],
        "comparison": compare(found.revises.text, found.text) if found.revises else None,
        "paper": _paper(request, found),
        "editions": found.editions.order_by("-number"),
        "above": " › ".join(node.name for node in _trail(request, found)),
        "crumbs": [("公开信息", reverse("disclosure:review_list")), (found.title, "")],
    }
    status = 409 if any(form.non_field_errors() for form in bound.values()) else 200
    return render(request, "disclosure/office_publication.html", context, status=status)


def _findings(request: OfficeRequest, found: Publication) -> list[dict[str, Any]]:
    """Open findings first, then those released; each with why, and what may be done about it."""
    rows = found.findings.exclude(state=FindingState.FIXED).select_related("attachment", "settled_by")
    may_release = rules.may_release(request.user, found)
    order = {Severity.STOP: 0, Severity.HOLD: 1, Severity.NOTICE: 2}
    return [
        {
            "row": row,
            "why": RULES[row.rule].explanation if row.rule in RULES else "",
            "may_release": may_release and row.state == FindingState.OPEN and row.severity == Severity.HOLD,
            "may_fix": bool(row.fix)
            and row.state == FindingState.OPEN
            and found.state == State.DRAFT
            and rules.may(request.user, Verb.EDIT, found),
        }
        for row in sorted(
            rows, key=lambda row: (row.state != FindingState.OPEN, order[Severity(row.severity)], row.pk)
        )
    ]


def _paper(request: OfficeRequest, found: Publication) -> dict[str, Any] | None:
    """The forms of signatures on paper, for who may enter or confirm them."""
    if found.state not in plan_of(found):
        return None
    pending = (
        found.reviews.filter(result="pending", round=found.round).select_related("by", "recorded_by").first()
    )
    if pending is not None:
        return {"pending": pending, "may_confirm": rules.may_confirm_paper(request.user, pending)}
    if not rules.may_record_paper(request.user, found):
        return None
    return {"form": forms_.PaperForm(publication=found, signers=signers_of(found), prefix="paper")}
