"""The reviewer's queue, batches, findings and signatures on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import checking, fixing, publishing, reviewing
from disclosure.forms.office import BatchForm, PaperForm, ReleaseForm
from disclosure.law.lifecycle import StepRefused
from disclosure.models import Finding, Publication, Review
from disclosure.queries import desk
from disclosure.queries.reviews import held_in_public, signers_of, to_confirm, to_look_at
from disclosure.sheets.compare import compare
from disclosure.sheets.facts import changed

SHOWN = 100
HOLDERS = (*rules.WRITERS, Role.SIGNER, Role.OFFICE_HEAD)
CONFIRMERS = (*rules.WRITERS, Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER, Role.SECRECY, Role.OFFICE_HEAD)


@require_http_methods(["GET", "HEAD", "POST"])
def review_list(request: OfficeRequest) -> HttpResponse:
    """What waits for me: to pass, to confirm from paper, to look at afterwards. Ticked ones can be passed at once."""
    form = BatchForm(request.POST if request.method == "POST" else None)
    refused: list[tuple[Publication, str]] = []
    if request.method == "POST" and form.is_valid():
        mine = rules.visible(request.user).filter(township=request.township, pk__in=form.cleaned_data["pks"])
        outcome = reviewing.approve_many(
            pks=list(mine.order_by("pk").values_list("pk", flat=True)),
            by=request.user,
            at=timezone.now(),
            secrecy_checked=form.cleaned_data["secrecy_checked"],
            remark=form.cleaned_data["remark"],
        )
        refused = outcome.refused
        if outcome.done:
            messages.success(request, f"已审核通过{outcome.done}件，每件各有一条审核记录。")
        if not refused:
            return redirect("disclosure:review_list")
    waiting = desk.to_review(request.user).filter(township=request.township)
    context = {
        "waiting": list(waiting[:SHOWN]),
        "count": waiting.count(),
        "papers": list(
            to_confirm(request.user, CONFIRMERS).filter(publication__township=request.township)
            .select_related("publication", "by", "recorded_by").order_by("pk")[:SHOWN]
        ),
        "looks": list(
            to_look_at(request.user, rules.OVERLOOKERS).filter(township=request.township)
            .select_related("unit").order_by("published_at")[:SHOWN]
        ),
        "held": list(
            held_in_public(request.user, HOLDERS).filter(township=request.township).select_related("unit")[:SHOWN]
        ),
        "form": form,
        "refused": refused,
        "crumbs": [("等我审核", "")],
    }  # fmt: skip
    return render(
        request, "disclosure/review_list.html", context, status=409 if refused or form.errors else 200
    )


@require_POST
def finding_release(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let a held finding go out, with a reason."""
    finding = _finding(request, pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "放行须写明理由。")
    else:
        try:
            checking.release_finding(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"“{finding.place}”处已放行，理由已记录。")
    return redirect("disclosure:office_publication", finding.publication_id)


@require_POST
def finding_fix(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put one finding right for the clerk."""
    finding = _finding(request, pk)
    try:
        words = fixing.fix(pk=pk, by=request.user, at=timezone.now())
    except (StepRefused, ActRefused, PermissionDenied) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("disclosure:office_publication", finding.publication_id)


def _finding(request: OfficeRequest, pk: int) -> Finding:
    seen = rules.visible(request.user).filter(township=request.township)
    return get_object_or_404(Finding, pk=pk, publication__in=seen)


@require_POST
def paper_record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter a signature as it stands on the printed form."""
    found = get_object_or_404(
        rules.visible(request.user).filter(township=request.township).select_related("unit"), pk=pk
    )
    form = PaperForm(
        request.POST, request.FILES, publication=found, signers=signers_of(found), prefix="paper"
    )
    if form.is_valid():
        values = dict(form.cleaned_data)
        values.pop("version")
        if _tried(request, form, reviewing.record_paper, pk=pk, **values):
            messages.success(request, "纸质签字已录入，由另一个人对照纸质件核对后生效。")
            return redirect("disclosure:office_publication", pk)
    context = {"form": form, "pub": found, "crumbs": [("纸质签字", "")]}
    return render(request, "disclosure/paper_form.html", context, status=409)


@require_POST
def paper_settle(request: OfficeRequest, pk: int, verdict: str) -> HttpResponse:
    """Confirm a recorded signature, or throw it out."""
    seen = rules.visible(request.user).filter(township=request.township)
    review = get_object_or_404(Review, pk=pk, publication__in=seen)
    act: dict[str, Any] = {"review_pk": pk, "by": request.user, "at": timezone.now()}
    try:
        if verdict == "confirm":
            reviewing.confirm_paper(**act)
            words = f"{review.by}的签字已核对，这一级通过。"
        else:
            reviewing.discard_paper(remark=request.POST.get("remark", ""), **act)
            words = "这份签字没有通过核对，已作废。"
    except (StepRefused, ActRefused, PermissionDenied) as refused:
        messages.error(request, str(refused))
    except ValidationError as invalid:
        messages.error(request, "；".join(invalid.messages))
    else:
        messages.success(request, words)
    return redirect("disclosure:office_publication", review.publication_id)


def _tried(request: OfficeRequest, form: PaperForm, act: Any, **values: Any) -> bool:
    try:
        act(by=request.user, at=timezone.now(), **values)
    except (StepRefused, ActRefused, PermissionDenied) as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    else:
        return True
    return False


def edition(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """An earlier edition beside what is public now."""
    seen = rules.visible(request.user).filter(township=request.township)
    found = get_object_or_404(seen.select_related("unit", "node", "supersedes"), pk=pk)
    old = get_object_or_404(found.editions, number=number)
    context = {
        "pub": found,
        "edition": old,
        "facts": changed(old.facts, publishing.facts_of(found)),
        "comparison": compare(old.text, found.text),
        "crumbs": [(found.title, reverse("disclosure:office_publication", args=[pk])), (f"第{number}版", "")],
    }
    return render(request, "disclosure/office_edition.html", context)
