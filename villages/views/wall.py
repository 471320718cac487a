"""The village's notice board: a month's sheet to print, to read out, to send; when it hung where."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import UnitKind
from catalog.models import Unit, work_calendar
from catalog.queries.places import boards_of
from catalog.rules import roles
from catalog.views.access import OfficeRequest, PublicRequest, public_page
from disclosure.sheets import qr
from disclosure.views.channels import PDF, file_response
from villages import rules
from villages.actions import wall as acts
from villages.actions.policy import days_on_board
from villages.forms.wall import DownForm, PostForm
from villages.law.wall import hangs_until
from villages.models import WallPosting
from villages.queries import officials
from villages.queries import wall as queries
from villages.sheets import wall_paper, wall_words
from villages.sheets.wall import Wall, wall_of
from villages.views.sight import one_village

PER_PAGE = 30  # villages
RATE = "60/h"  # sheets made for one address
HOME = ("村公示栏", reverse_lazy("villages:village_wall"))
_NO = (ActRefused, PermissionDenied)


def _wall(
    request: PublicRequest, unit: Unit, month: date, *, posted_on: date | None = None, names: bool
) -> Wall:
    now = timezone.now()
    return wall_of(
        queries.on_board(unit, request.township, month, now),
        unit=unit,
        township=request.township,
        base=_base(request),
        today=timezone.localdate(now),
        days=days_on_board(request.township),
        calendar=work_calendar(),
        supervisors=officials.supervisors(unit.pk, timezone.localdate(now)),
        posted_on=posted_on,
        names=names,
    )


def _base(request: PublicRequest) -> str:
    """The absolute address before the path of a public page."""
    return request.build_absolute_uri(get_script_prefix()).rstrip("/")


# ---- for residents -------------------------------------------------------------------------------------------------
@public_page()
@require_safe
def wall_pdf(request: PublicRequest, pk: int, month: date) -> HttpResponse:
    """A month's sheet as it hangs, without lists of persons: those are read on board and page only (PII-6)."""
    unit = _public_village(request, pk)
    if month > timezone.localdate():
        raise Http404
    if is_ratelimited(request, group="village-wall", key="ip", rate=RATE):
        answer = HttpResponse(
            "下载得太频繁，请过一会儿再试。", status=429, content_type="text/plain; charset=utf-8"
        )
        answer["Retry-After"] = "3600"
        return answer
    wall = _wall(request, unit, month, names=False)
    if wall.is_empty and not WallPosting.objects.filter(unit=unit, month=month).exists():
        raise Http404
    return file_response(wall_paper.pdf(wall), f"{wall.title}.pdf", PDF)


@public_page()
@require_safe
def village_qr(request: PublicRequest, pk: int) -> HttpResponse:
    """The code that leads to the village's page, as a picture to print."""
    unit = _public_village(request, pk)
    drawn = qr.svg(f"{_base(request)}/villages/{unit.pk}/", title=f"扫码看{unit}村务公开")
    return HttpResponse(drawn, content_type="image/svg+xml")


def _public_village(request: PublicRequest, pk: int) -> Unit:
    return get_object_or_404(
        Unit, pk=pk, tree_id=request.township.unit.tree_id, kind=UnitKind.VILLAGE, is_active=True
    )


# ---- the desk ------------------------------------------------------------------------------------------------------
def village_wall(request: OfficeRequest) -> HttpResponse:
    """Twelve months of each village in sight. The queries do not grow with the villages."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= today.year else today.year
    page = Paginator(rules.villages_of(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "rows": queries.grid(list(page.object_list), year, today),
        "year": year,
        "years": [year - 1, *([year + 1] if year < today.year else [])],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": f"year={year}",
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "villages/wall_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def village_wall_month(request: OfficeRequest, unit_pk: int, month: date) -> HttpResponse:
    """One month of one village: what stands on the sheet, its other forms, where it hung. POST notes that it went up."""
    unit = _begun(request, unit_pk, month)
    boards = boards_of(unit.pk)
    today = timezone.localdate()
    form = PostForm(request.POST or None, boards=boards, initial={"posted_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            acts.post(
                unit_pk=unit.pk, township=request.township, month=month, by=request.user, at=timezone.now(),
                **form.arguments(),
            )  # fmt: skip
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "张贴已登记。")
            return redirect("villages:village_wall_month", unit.pk, month)
    return _page(request, unit, month, form)


@require_POST
def village_wall_down(request: OfficeRequest, unit_pk: int, month: date, pk: int) -> HttpResponse:
    """Note that a sheet came down."""
    unit, found = _posting(request, unit_pk, month, pk)
    form = DownForm(request.POST, prefix=f"d{pk}")
    if form.is_valid():
        try:
            acts.take_down(
                pk=found.pk,
                township=request.township,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "撤下已登记。")
            return redirect("villages:village_wall_month", unit.pk, month)
    return _page(request, unit, month, PostForm(boards=boards_of(unit.pk)), {pk: form})


@require_POST
def village_wall_remove(request: OfficeRequest, unit_pk: int, month: date, pk: int) -> HttpResponse:
    """Take back what was noted by mistake."""
    unit, found = _posting(request, unit_pk, month, pk)
    try:
        acts.remove(pk=found.pk, township=request.township, by=request.user, at=timezone.now())
    except PermissionDenied as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已删去。")
    return redirect("villages:village_wall_month", unit.pk, month)


@require_safe
def village_wall_file(request: OfficeRequest, unit_pk: int, month: date) -> HttpResponse:
    """The sheet to print. `on`: the day it will go up, so that its last day can stand on it."""
    unit = _begun(request, unit_pk, month)
    wall = _wall(request, unit, month, posted_on=_day(request.GET.get("on", "")), names=True)
    return file_response(wall_paper.pdf(wall), f"{wall.title}.pdf", PDF)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # well written, but no day
        return None


def _begun(request: OfficeRequest, unit_pk: int, month: date) -> Unit:
    """The village, if the person may see it and the month has begun."""
    unit = one_village(request, unit_pk)
    if month > timezone.localdate():
        raise Http404
    return unit


def _posting(request: OfficeRequest, unit_pk: int, month: date, pk: int) -> tuple[Unit, WallPosting]:
    unit = _begun(request, unit_pk, month)
    return unit, get_object_or_404(WallPosting, pk=pk, unit=unit, month=month)


def _page(
    request: OfficeRequest, unit: Unit, month: date, form: PostForm, bound: dict[int, Any] | None = None
) -> HttpResponse:
    bound = bound or {}
    today, days, calendar = timezone.localdate(), days_on_board(request.township), work_calendar()
    wall = _wall(request, unit, month, names=True)
    may = rules.may_post(request.user, unit)
    postings = [
        (
            posting,
            hangs_until(posting.posted_on, days, calendar),
            (bound.get(posting.pk) or DownForm(prefix=f"d{posting.pk}", initial={"taken_down_on": today}))
            if may and posting.taken_down_on is None
            else None,
        )
        for posting in queries.postings(unit.pk, month)
    ]
    context = {
        "unit": unit,
        "month": month,
        "wall": wall,
        "said": wall_words.script(wall),
        "group": wall_words.message(wall),
        "qr": mark_safe(qr.svg(wall.url, title=f"扫码看{unit}村务公开")),  # noqa: S308  (drawn by segno from an address of ours)
        "postings": postings,
        "days": days,
        "today": today,
        "may_post": may,
        "form": form if may else None,
        "crumbs": [HOME, (wall.title, "")],
    }
    refused = form.errors or any(each.errors for each in bound.values())
    return render(request, "villages/wall_month.html", context, status=409 if refused else 200)
