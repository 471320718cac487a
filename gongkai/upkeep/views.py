"""Pages of upkeep under /office/upkeep/. All of them are for whoever keeps the township's catalog."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from catalog import rules
from catalog.actions.calendar import Arranged, may_arrange
from catalog.actions.refusals import ActRefused
from catalog.law.workdays import WEEKDAYS
from catalog.models import Adoption, CalendarDay, CalendarYear, Node
from catalog.views.access import OfficeRequest
from gongkai.upkeep import acts
from gongkai.upkeep.alarms import calendar_alarm
from gongkai.upkeep.filters import RowFilter, rows_of, to_check, units_of
from gongkai.upkeep.forms import AdoptionForm, ArrangementForm, BatchForm, CheckForm
from gongkai.upkeep.renewal import told

PER_PAGE = 50
FIRST_YEAR, LAST_YEAR = 2008, 2100  # 调休 as we know it begins with 2008


View = Callable[..., HttpResponse]


def keeper(view: View) -> View:
    """Only for the township's administrator and the head of its disclosure office."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rules.require(rules.may_keep_catalog(request.user, request.township))
        return view(request, *args, **kwargs)

    return guarded


# ---- working calendar ---------------------------------------------------------------------------------------
@keeper
def calendar(request: OfficeRequest) -> HttpResponse:
    """Years with their state: arranged, or 预计; and the alarm when one is missing."""
    today = timezone.localdate()
    days = Count("days", filter=Q(days__is_workday=False)), Count("days", filter=Q(days__is_workday=True))
    years = list(CalendarYear.objects.annotate(rest=days[0], work=days[1]).order_by("-year"))
    known = {year.year for year in years}
    context = {
        "years": years,
        "missing": [year for year in (today.year + 1, today.year) if year not in known],
        "alarm": calendar_alarm(today),
        "may_arrange": may_arrange(request.user),
        "crumbs": [("工作日历", "")],
    }
    return render(request, "upkeep/calendar.html", context)


@keeper
def calendar_year(request: OfficeRequest, year: int) -> HttpResponse:
    """One year: its days, and the form for its notice; first a preview, then saved on confirmation."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    row = CalendarYear.objects.filter(year=year).first()
    form = ArrangementForm(request.POST or None, year=year, initial=_notice(row))
    found: Arranged | None = None
    if request.method == "POST":
        rules.require(may_arrange(request.user), "放假安排由管理员录入。")
        if form.is_valid() and request.POST.get("step") != "edit":
            found = form.found
            if request.POST.get("step") == "confirm":
                return _arrange(request, form)
    days = CalendarDay.objects.filter(year=year).order_by("date") if found is None else []
    context = {
        "year": year,
        "row": row,
        "form": form,
        "found": found,
        "days": _lines(found.days) if found else _lines({d.date: (d.is_workday, d.name) for d in days}),
        "may_arrange": may_arrange(request.user),
        "crumbs": [("工作日历", reverse("upkeep:calendar")), (f"{year}年", "")],
    }
    return render(request, "upkeep/calendar_year.html", context)


def _notice(row: CalendarYear | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"notice_no": row.notice_no, "issued_on": row.issued_on, "text": row.notice_text}


def _arrange(request: OfficeRequest, form: ArrangementForm) -> HttpResponse:
    done, renewals = acts.arrange_year(
        year=form.year, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    moved = "；".join(str(move) for move in done.moved[:10]) + ("等" if len(done.moved) > 10 else "")
    words = f"与原来相比有{len(done.moved)}天变动：{moved}。" if done.moved else "与原来相比没有哪一天变动。"
    renewed = renewals.get(request.township.pk)
    messages.success(request, told(f"{form.year}年放假安排已录入。{words}", renewed))
    return redirect("upkeep:calendar_year", year=form.year)


def _lines(days: Any) -> list[dict[str, Any]]:
    return [
        {"on": day, "weekday": f"周{WEEKDAYS[day.weekday()]}", "works": works, "name": name}
        for day, (works, name) in days.items()
    ]


# ---- adoption -----------------------------------------------------------------------------------------------
@keeper
def adoption_list(request: OfficeRequest) -> HttpResponse:
    """The catalog's items with what the township does with each; acts on ticked rows."""
    form = BatchForm(request.POST or None, units=units_of(request.township))
    if request.method == "POST" and form.is_valid():
        try:
            words = _batch(request, form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, words)
            return HttpResponseRedirect(request.get_full_path())
    context = _page(request, RowFilter(request.GET, rows_of(request.township), township=request.township))
    ticked = {int(value) for value in request.POST.getlist("nodes") if value.isdecimal()}
    context |= {"batch": form, "ticked": ticked, "crumbs": [("目录采用", "")]}
    return render(request, "upkeep/adoption_list.html", context)


def _batch(request: OfficeRequest, values: dict[str, Any]) -> str:
    act = {
        "nodes": values["nodes"],
        "holder": request.township.unit_id,
        "by": request.user,
        "at": timezone.now(),
    }
    if values["act"] == BatchForm.SET_UNIT:
        count, renewed = acts.set_unit(unit=values["unit"].pk, **act)
        return told(f"已把{count}个事项的责任单位定为“{values['unit']}”。", renewed)
    count, renewed = acts.not_involve(reason=values["reason"], **act)
    return told(f"已把{count}个事项标为“本镇不涉及”。", renewed)


@keeper
def adoption(request: OfficeRequest, node: int) -> HttpResponse:
    """One row: printed text beside the township's own wording; applies or 不涉及; responsible unit."""

    def save(form: Any, held: Adoption) -> str:
        values = form.cleaned_data
        unit = values["unit"]
        _, renewed = acts.adopt(
            node=node, holder=held.holder_id, version=_version(held), status=values["status"], reason=values["reason"],
            unit=unit.pk if unit else None, number=values["number"],
            applies_from=values["applies_from"], wording=form.wording(),
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return told(f"“{form.node.name}”已保存。{form.limit_reading}", renewed)

    return _edit(
        request, node, AdoptionForm, save, "upkeep:adoption_list", {"units": units_of(request.township)}
    )


# ---- checking -----------------------------------------------------------------------------------------------
@keeper
def check_list(request: OfficeRequest) -> HttpResponse:
    """The queue of rows 待核对."""
    rows = rows_of(request.township).filter(to_check())
    context = _page(request, RowFilter(request.GET, rows, township=request.township, only=("q", "domain")))
    return render(request, "upkeep/check_list.html", context | {"crumbs": [("核对", "")]})


@keeper
def check(request: OfficeRequest, node: int) -> HttpResponse:
    """One row 待核对: confirm it, or correct it, naming the source."""

    def save(form: Any, held: Adoption) -> str:
        _, renewed = acts.check(
            node=node, holder=held.holder_id, version=_version(held), source=form.cleaned_data["check_source"],
            corrections=form.wording(), by=request.user, at=timezone.now(),
        )  # fmt: skip
        return told(f"“{form.node.name}”已核对。", renewed)

    return _edit(request, node, CheckForm, save, "upkeep:check_list", {})


# ---- common -------------------------------------------------------------------------------------------------
def _edit(
    request: OfficeRequest,
    pk: int,
    form_class: Any,
    save: Callable[..., str],
    onward: str,
    options: dict[str, Any],
) -> HttpResponse:
    """The form over one row. “看系统怎么理解” only shows the page again; saving goes on to the list it came from."""
    node = get_object_or_404(rows_of(request.township), pk=pk)
    back = _safe_query(request.GET.get("back", ""))
    with transaction.atomic():
        form = form_class(request.POST or None, instance=_held(request, node), node=node, **options)
        if request.method == "POST" and request.POST.get("step") != "preview" and form.is_valid():
            try:
                with transaction.atomic():
                    words = save(form, _held(request, node))
            except ActRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, words)
                return HttpResponseRedirect(reverse(onward) + (f"?{back}" if back else ""))
    title, template = {
        "upkeep:adoption_list": ("目录采用", "upkeep/adoption.html"),
        "upkeep:check_list": ("核对", "upkeep/check.html"),
    }[onward]
    context = {
        "form": form,
        "node": node,
        "place": [*node.get_ancestors()],
        "held": form.instance if form.instance.pk else None,
        "crumbs": [(title, reverse(onward) + (f"?{back}" if back else "")), (node.name, "")],
    }
    return render(request, template, context)


def _held(request: OfficeRequest, node: Node) -> Adoption:
    """The township's adoption as saved, or a blank one."""
    township = request.township
    held = Adoption.objects.select_related("unit").filter(holder=township.unit_id, node=node).first()
    return held or Adoption(holder_id=township.unit_id, township_id=township.pk, node=node, version=0)


def _version(held: Adoption) -> int:
    return held.version if held.pk else 0


def _page(request: OfficeRequest, filtered: RowFilter) -> dict[str, Any]:
    """One page of rows with the township's adoption of each: constant queries."""
    rows = filtered.qs if filtered.is_valid() else filtered.queryset.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    nodes = list(page.object_list)
    held = Adoption.objects.filter(holder=request.township.unit_id, node__in=nodes).select_related("unit")
    by_node = {adoption.node_id: adoption for adoption in held}
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "filter": filtered,
        "rows": [(node, filtered.roots.get(node.tree_id), by_node.get(node.pk)) for node in nodes],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": query.urlencode(),
        "back": urlencode({"back": request.GET.urlencode()}) if request.GET else "",
    }


def _safe_query(query: str) -> str:
    """Only a query string goes behind our own address: no way to another site."""
    return query if query.isascii() and not set(query) & set("\r\n#?/\\") else ""
