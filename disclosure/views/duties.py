"""The duty desk: what a unit owes, one duty with its acts, events recorded, "nothing new" signed and made public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.models import Unit, work_calendar
from catalog.rules import require
from catalog.views.access import OfficeRequest, PublicRequest, outline_of, public_page
from disclosure import rules
from disclosure.actions import duties as acts
from disclosure.actions.owing import owing
from disclosure.forms.duties import DutyFilter, EventForm, ExplainForm, WaiveForm
from disclosure.law.duties import DISCHARGED, DutyState, Light, period_name
from disclosure.models import Duty, Trigger
from disclosure.queries import duties as queries
from disclosure.queries.duties import Answering

PER_PAGE = 50
PER_SIGNATURE = 100  # lines above one signature
HOME = ("本单位要公开的", reverse_lazy("disclosure:duties"))


# ---- the list ----------------------------------------------------------------------------------------------
def duty_list(request: OfficeRequest) -> HttpResponse:
    """What the person's units owe: late, this week, later, without a day. The queries do not grow with the rows."""
    units = _units(request)
    today, calendar, known = timezone.localdate(), work_calendar(), outline_of(request)
    duties = queries.in_sight(request.user, request.township)
    found = DutyFilter(request.GET or None, duties, units=units, known=known, calendar=calendar)
    rows = found.qs if found.is_valid() or not found.is_bound else duties.none()
    if not found.is_bound:
        rows = queries.begun(duties, today)
    page = Paginator(queries.in_order(rows, today), PER_PAGE).get_page(request.GET.get("page"))
    open_ones = not (found.is_bound and found.form.cleaned_data.get("state"))
    shown = queries.lines(page.object_list, known, today, calendar)
    by_pk = {unit.pk: unit for unit in units}
    context = _paged(request, page) | {
        "filter": found,
        "open_ones": open_ones,
        "groups": _grouped(shown, request, by_pk) if open_ones else [("", _with_acts(shown, request, by_pk))],
        "counts": _counts(queries.standing(duties, today)),
        "may_record": any(rules.may_act_for(request.user, unit) for unit in units),
        "may_sign": any(rules.may_sign_for(request.user, unit) for unit in units),
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "disclosure/duty_list.html", context)


def _units(request: OfficeRequest) -> list[Unit]:
    """Units in sight; for whoever has none these pages do not exist."""
    units = list(queries.units_in_sight(request.user, request.township))
    if not units:
        raise Http404
    return units


def _counts(found: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(name, label, found[name]) for name, label in queries.GROUPS.items()]


def _grouped(
    shown: list[queries.DutyLine], request: OfficeRequest, units: dict[int, Unit]
) -> list[tuple[str, list[dict[str, Any]]]]:
    lines = _with_acts(shown, request, units)
    groups = [
        (label, [line for line in lines if line["line"].group == name])
        for name, label in queries.GROUPS.items()
    ]
    return [group for group in groups if group[1]]


def _with_acts(
    shown: list[queries.DutyLine], request: OfficeRequest, units: dict[int, Unit]
) -> list[dict[str, Any]]:
    """Lines with the ways on that this person has."""
    lines = []
    for line in shown:
        duty, unit = line.duty, units.get(line.duty.unit_id)
        is_open = duty.state == DutyState.OPEN
        writes = unit is not None and is_open and rules.may_act_for(request.user, unit)
        waives = unit is not None and is_open and rules.may_waive(request.user, unit)
        late = line.light == Light.RED and is_open and (writes or waives)
        lines.append(
            {"line": line, "write": write_url(duty) if writes else "", "explain": late, "waive": waives}
        )
    return lines


def write_url(duty: Duty) -> str:
    """Where the publication that discharges a duty is written, item and unit filled in."""
    given = {"node": duty.node_id, "unit": duty.unit_id, "for_duty": duty.pk}
    return f"{reverse('admin:disclosure_publication_add')}?{urlencode(given)}"


def _paged(request: OfficeRequest, page: Page) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    return {"page": page, "pages": numbers, "query": query.urlencode()}


# ---- one duty ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Act:
    form: Callable[..., forms.Form]
    action: Callable[..., Duty]
    button: str
    done: str


ACTS: dict[str, Act] = {
    "explain": Act(ExplainForm, acts.explain_late, "保存逾期说明", "逾期说明已保存。"),
    "waive": Act(WaiveForm, acts.waive, "免除这件事", "已免除，理由已记录。"),
}


def duty(request: OfficeRequest, pk: int) -> HttpResponse:
    """One duty: its facts, what discharged it, how its day moved, and what the reader may do."""
    return _duty_page(request, _load(request, pk), {})


@require_POST
def duty_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Explain or waive. A refusal comes back on the same page with what was typed."""
    _load(request, pk)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    form = act.form(request.POST, prefix=verb, units=_township_units(request))
    if form.is_valid():
        try:
            act.action(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, act.done)
            return redirect("disclosure:duty", pk)
    return _duty_page(
        request, _load(request, pk), {verb: form}, status=409 if form.non_field_errors() else 422
    )


def _load(request: OfficeRequest, pk: int) -> Duty:
    duties = rules.duties_of(request.user).filter(township=request.township)
    named = (
        "unit",
        "node",
        "trigger__recorded_by",
        "trigger__client",
        "publication",
        "late_unit",
        "decided_by",
    )
    return get_object_or_404(duties.select_related(*named, "confirmation__signed_by"), pk=pk)


def _township_units(request: OfficeRequest) -> QuerySet[Unit]:
    return Unit.objects.filter(tree_id=request.township.unit.tree_id, is_active=True).order_by("lft")


def _duty_page(
    request: OfficeRequest, found: Duty, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    today, calendar = timezone.localdate(), work_calendar()
    (line,) = queries.lines([found], outline_of(request), today, calendar)
    is_open = found.state == DutyState.OPEN
    late = found.due_on is not None and (
        (is_open and today > found.due_on)
        or (
            found.state in DISCHARGED
            and found.discharged_on is not None
            and found.discharged_on > found.due_on
        )
    )
    writes, waives = rules.may_act_for(request.user, found.unit), rules.may_waive(request.user, found.unit)
    open_to = {"explain": late and (writes or waives), "waive": is_open and waives}
    offered = []
    for verb, act in ACTS.items():
        if open_to[verb] or verb in bound:
            form = bound.get(verb) or act.form(
                prefix=verb, units=_township_units(request), initial=_initial(found)
            )
            offered.append({"verb": verb, "button": act.button, "form": form})
    context = {
        "duty": found,
        "line": line,
        "is_open": is_open,
        "late": late,
        "write": write_url(found) if writes and is_open else "",
        "may_sign": is_open and found.periodic and found.first <= today
        and rules.may_sign_for(request.user, found.unit),
        "seen": found.publication is not None
        and rules.visible(request.user).filter(pk=found.publication.pk).exists(),
        "traces": found.traces.select_related("by"),
        "acts": offered,
        "crumbs": [HOME, (line.item, "")],
    }  # fmt: skip
    return render(request, "disclosure/duty.html", context, status=status)


def _initial(found: Duty) -> dict[str, Any]:
    return {
        "version": found.version,
        "unit": found.late_unit_id or found.unit_id,
        "cause": found.late_cause,
    }


# ---- events ------------------------------------------------------------------------------------------------
def event_list(request: OfficeRequest) -> HttpResponse:
    """Events that made something owed, and what became of it."""
    units = _units(request)
    known = outline_of(request)
    page = Paginator(queries.events(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "trigger": trigger,
            "item": known.nodes[trigger.node_id].name if trigger.node_id in known.nodes else "",
            "unit": known.units[trigger.unit_id].label if trigger.unit_id in known.units else "",
        }
        for trigger in page.object_list
    ]
    context = _paged(request, page) | {
        "rows": rows,
        "may_record": any(rules.may_act_for(request.user, unit) for unit in units),
        "crumbs": [HOME, ("登记过的事件", "")],
    }
    return render(request, "disclosure/duty_events.html", context)


def event_add(request: OfficeRequest) -> HttpResponse:
    """First the item, then the event with the item's printed term explained; saved, the days it made are said."""
    _units(request)
    units = list(queries.units_to_record(request.user, request.township))
    require(bool(units), "登记事件由本单位的编辑或村务公开员办理。")
    rows = _answering(request, units)
    row = _chosen(request, rows)
    form = None
    if row is not None:
        form = EventForm(request.POST or None, row=row, initial={"event": row.kinds[0]}, label_suffix="")
        if request.method == "POST" and form.is_valid():
            trigger = _record(request, row, form)
            if trigger is not None:
                messages.success(request, _made(trigger))
                return redirect("disclosure:duty_events")
    elif request.method == "POST":
        messages.error(request, "请先选择要公开的事项。")
    context = {
        "form": form,
        "row": row,
        "choices": _choices(request, rows, {unit.pk: unit for unit in units}),
        "chosen": row.adoption.pk if row else None,
        "crumbs": [HOME, ("登记要公开的事件", "")],
    }
    return render(
        request, "disclosure/duty_event_add.html", context, status=422 if form and form.errors else 200
    )


def _answering(request: OfficeRequest, units: list[Unit]) -> dict[int, Answering]:
    owed = owing(request.township, timezone.localdate()).by_unit()
    rows = [row for unit in units for row in owed.get(unit.pk, ())]
    return queries.answering({row.adoption_id: (row.unit_id, row.rules) for row in rows}, request.township)


def _chosen(request: OfficeRequest, rows: dict[int, Answering]) -> Answering | None:
    """The row asked for, by adoption or by item and, where several units have it, unit."""
    asked = {name: request.GET.get(name, "") for name in ("row", "node", "unit")}
    if asked["row"].isdecimal():
        return rows.get(int(asked["row"]))
    for row in rows.values():
        if str(row.adoption.node_id) == asked["node"] and asked["unit"] in ("", str(row.unit_id)):
            return row
    return None


def _choices(
    request: OfficeRequest, rows: dict[int, Answering], units: dict[int, Unit]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Items by domain, the unit named where the person has several."""
    known = outline_of(request)
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, row in rows.items():
        place = known.nodes.get(row.adoption.node_id)
        root = place.trail[0].name if place else ""
        name = f"{units[row.unit_id]} · {root}" if len(units) > 1 else root
        parent = place.parent if place and place.parent and place.parent.parent else None
        label = f"{parent.name} › {place.name}" if parent and place else row.adoption.node.name
        groups.setdefault(name, []).append((pk, label))
    return list(groups.items())


def _record(request: OfficeRequest, row: Answering, form: EventForm) -> Trigger | None:
    unit = Unit.objects.get(pk=row.unit_id)
    try:
        return acts.record_event(
            township=request.township, unit=unit, node=row.adoption.node, by=request.user, at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except ActRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _made(trigger: Trigger) -> str:
    """“已登记。” and each day it made."""
    days = [
        f"{duty.part + '：' if duty.part else ''}{_day(duty.due_on, duty.provisional)}"
        for duty in trigger.duties.order_by("due_on", "pk")
    ]
    if not days:
        return f"“{trigger.subject}”已登记。它早于本镇的启用日期，不产生公开任务。"
    return f"“{trigger.subject}”已登记，{'；'.join(days)}。"


def _day(due_on: date | None, provisional: bool) -> str:
    if due_on is None:
        return "没有可计算的期限，请及时公开"
    return f"应在{due_on:%Y年%m月%d日}前（含当日）公开{'（预计，该年放假安排未定）' if provisional else ''}"


# ---- nothing new -------------------------------------------------------------------------------------------
def nothing_new(request: OfficeRequest) -> HttpResponse:
    """The list to tick and sign for one unit. Nothing is ticked beforehand: who signs has looked."""
    _units(request)
    units = list(queries.units_to_sign(request.user, request.township))
    require(bool(units), "确认“无新增”由本单位的编辑、村务公开员或科室负责人办理。")
    asked = (request.POST if request.method == "POST" else request.GET).get("unit", "")
    unit = next((unit for unit in units if str(unit.pk) == asked), None)
    if asked and unit is None:
        raise Http404
    unit = unit or (units[0] if len(units) == 1 else None)
    refused, ticked = "", [int(pk) for pk in request.POST.getlist("duties") if pk.isdecimal()]
    if request.method == "POST" and unit is not None:
        try:
            signed = acts.confirm_nothing_new(unit=unit, duties=ticked, by=request.user, at=timezone.now())
        except ActRefused as said:
            standing = _signed_already(request, unit, ticked)
            if standing is not None:
                return redirect("disclosure:duty_confirmation", standing)
            refused = str(said)
        else:
            messages.success(request, f"已确认{len(set(ticked))}项无新增，并在网站上公示。")
            return redirect("disclosure:duty_confirmation", signed.pk)
    return _tick_list(request, units, unit, set(ticked), refused)


def _signed_already(request: OfficeRequest, unit: Unit, ticked: list[int]) -> int | None:
    """The signature that covers all of these already: the same list sent twice."""
    found = Duty.objects.filter(
        pk__in=ticked, unit=unit, state=DutyState.NOTHING_NEW, confirmation__signed_by=request.user
    ).values_list("confirmation_id", flat=True)
    same = set(found)
    return same.pop() if len(found) == len(set(ticked)) and len(same) == 1 else None


def _tick_list(
    request: OfficeRequest, units: list[Unit], unit: Unit | None, ticked: set[int], refused: str
) -> HttpResponse:
    today, calendar = timezone.localdate(), work_calendar()
    duties = queries.to_confirm(unit, request.township, today) if unit else Duty.objects.none()
    page = Paginator(duties.select_related("trigger"), PER_SIGNATURE).get_page(request.GET.get("page"))
    groups: dict[str, list[queries.DutyLine]] = {}
    for line in queries.lines(page.object_list, outline_of(request), today, calendar):
        groups.setdefault(line.domain, []).append(line)
    context = _paged(request, page) | {
        "units": units,
        "unit": unit,
        "groups": list(groups.items()),
        "ticked": ticked,
        "refused": refused,
        "today": today,
        "crumbs": [HOME, ("确认无新增", "")],
    }
    return render(request, "disclosure/duty_nothing_new.html", context, status=409 if refused else 200)


def duty_confirmation(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was signed, to print and keep; the same stands on the site."""
    units = {unit.pk for unit in _units(request)}
    context = _sheet(request, pk)
    if context["signed"].unit_id not in units:
        raise Http404
    return render(
        request, "disclosure/duty_confirmation.html", context | {"crumbs": [HOME, ("无新增确认", "")]}
    )


@public_page()
def confirmation(request: PublicRequest, pk: int) -> HttpResponse:
    """A signed "nothing new" as residents read it. 2 queries."""
    context = _sheet(request, pk)
    return render(request, "disclosure/confirmation.html", context | {"crumbs": [("无新增确认", "")]})


def _sheet(request: PublicRequest, pk: int) -> dict[str, Any]:
    signed = queries.signed(pk, request.township)
    if signed is None:
        raise Http404
    known = outline_of(request)
    rows = []
    for duty in signed.duties.all():
        place = known.nodes.get(duty.node_id)
        rows.append(
            {
                "domain": place.trail[0].name if place else "",
                "name": place.name if place else duty.node.name,
                "path": place.path if place else "",
                "part": duty.part,
                "period": period_name(duty.first, duty.last),
                "on": duty.discharged_on,
            }
        )
    return {
        "signed": signed,
        "rows": rows,
        "quarter": period_name(signed.quarter_from, signed.quarter_until),
    }
