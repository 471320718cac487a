"""Cases whose retention has ended, and the erasure of their personal data by two persons (PII-1)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions.applications import erasing
from disclosure.forms.applications.erasing import ErasureForm, VerdictForm
from disclosure.models import Erasure
from disclosure.views.applications.taking import HOME

PER_PAGE = 50
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def erasures(request: OfficeRequest) -> HttpResponse:
    """The retention list, what waits for the second person, and what was erased. POST asks for an erasure."""
    _for_the_two(request)
    last = erasing.limit(request.township, timezone.localdate())
    form = ErasureForm(request.POST or None, last=last)
    if request.method == "POST" and form.is_valid():
        try:
            made = erasing.ask(
                township=request.township, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已提出，涉及 {made.count} 件，等另一个人核准。")
            return redirect("disclosure:erasures")
    return _page(request, form, None)


@require_POST
def erasure_decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Carry out or refuse what someone else asked for."""
    _for_the_two(request)
    found = get_object_or_404(Erasure, pk=pk, township=request.township)
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            carry_out = form.cleaned_data["verdict"] == "carry_out"
            erasing.decide(
                pk=found.pk, by=request.user, at=timezone.now(), carry_out=carry_out, remark=form.cleaned_data["remark"]
            )  # fmt: skip
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已核准，正在后台删除。" if carry_out else "已登记：不予执行。")
            return redirect("disclosure:erasures")
    last = erasing.limit(request.township, timezone.localdate())
    return _page(request, ErasureForm(last=last), form)


def _page(request: OfficeRequest, form: ErasureForm, verdict: VerdictForm | None) -> HttpResponse:
    ended = erasing.ended(request.township, timezone.localdate())
    years = ended.annotate(closed=ExtractYear("closed_on")).values("closed").annotate(n=Count("pk"))
    page = Paginator(ended.order_by("closed_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    done = list(
        Erasure.objects.filter(township=request.township).select_related("asked_by", "done_by")[:SHOWN]
    )
    waiting = next((each for each in done if each.is_waiting), None)
    context: dict[str, Any] = {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "years": years.order_by("closed"),
        "retention": request.township.reception.retention_years,
        "form": form,
        "waiting": waiting,
        "is_mine": waiting is not None and waiting.asked_by_id == request.user.pk,
        "verdict": verdict or VerdictForm(),
        "done": [each for each in done if not each.is_waiting],
        "crumbs": [HOME, ("保存期满", "")],
    }
    refused = bool(form.errors or (verdict and verdict.errors))
    return render(request, "disclosure/applications/erasures.html", context, status=409 if refused else 200)


def _for_the_two(request: OfficeRequest) -> None:
    """For everybody else, and where no applications are taken, this page does not exist."""
    if not rules.may_erase(request.user, request.township) or not hasattr(request.township, "reception"):
        raise Http404
