"""The clerk's pages of a month's accounts: the months of the villages, one sheet, what is done with it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.rules import roles
from catalog.sheets.workbook import WorkbookRefused
from catalog.views.access import OfficeRequest
from disclosure.checks.files import FileRefused
from disclosure.law.lifecycle import StepRefused
from villages import rules
from villages.actions import finance as acts
from villages.forms.finance import (
    ACTS,
    MORE,
    MOST_TYPED,
    BalanceForm,
    LineFormSet,
    initial_of,
)
from villages.law.finance import Flow, Line
from villages.law.money import yuan
from villages.law.sheets import SheetState
from villages.models import FinanceSheet
from villages.queries import finance as queries
from villages.sheets.finance import SheetRefused

PER_PAGE = 30  # villages
LINES = 100  # of a long sheet, shown a page
HOME = ("村级财务", reverse_lazy("villages:finance_list"))
_NO = (ActRefused, StepRefused, PermissionDenied, WorkbookRefused, FileRefused)


def finance_list(request: OfficeRequest) -> HttpResponse:
    """Twelve months of each village in sight. The queries do not grow with the villages."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    today = timezone.localdate()
    year = today.year
    if request.GET.get("year", "").isdecimal() and 2000 <= int(request.GET["year"]) <= today.year:
        year = int(request.GET["year"])
    page = Paginator(rules.villages_of(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    units = list(page.object_list)
    context = {
        "rows": queries.grid(units, rules.sheets_of(request.user), year, today),
        "may_enter": {unit.pk for unit in units if rules.may_enter(request.user, unit)},
        "year": year,
        "years": [year - 1, *([year + 1] if year < today.year else [])],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": f"&year={year}",
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "villages/finance_list.html", context)


@require_POST
def finance_begin(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Begin the month, or go to the sheet there is."""
    unit = get_object_or_404(rules.villages_of(request.user, request.township), pk=unit_pk)
    month = parse_date(request.POST.get("month", ""))
    if month is None:
        raise Http404
    try:
        made = acts.begin(
            unit=unit, township=request.township, month=month, by=request.user, at=timezone.now()
        )
    except (ActRefused, PermissionDenied) as refused:
        messages.error(request, str(refused))
        return redirect("villages:finance_list")
    return redirect("villages:finance_sheet", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def finance_sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """One sheet. POST keeps the lines as typed, or offers more of them."""
    sheet = _load(request, pk)
    if request.method != "POST":
        return _page(request, sheet, *_forms(sheet), {})
    balance = BalanceForm(request.POST)
    if "l-TOTAL_FORMS" not in request.POST:  # too many lines to be typed here: they stay
        return _kept(request, sheet, balance, None, sheet.statement().lines)
    lines = LineFormSet(request.POST, prefix="l")
    if "more" in request.POST:
        data = request.POST.copy()
        data["l-TOTAL_FORMS"] = str(min(_number(data.get("l-TOTAL_FORMS")) + MORE, MOST_TYPED))
        return _page(request, sheet, BalanceForm(data), LineFormSet(data, prefix="l"), {})
    typed: list[Line] = []
    if lines.is_valid():
        typed = [form.line() for form in lines if form.has_changed() and any(form.cleaned_data.values())]
    return _kept(request, sheet, balance, lines, typed)


def _kept(
    request: OfficeRequest, sheet: FinanceSheet, balance: BalanceForm, lines: Any, typed: Sequence[Line]
) -> HttpResponse:
    """Keep balances and lines; refused, the page comes again with what was typed."""
    if balance.is_valid() and (lines is None or lines.is_valid()):
        try:
            acts.enter(pk=sheet.pk, by=request.user, at=timezone.now(), lines=typed, **balance.cleaned_data)
        except _NO as refused:
            balance.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存 {len(typed)} 笔。")
            return redirect("villages:finance_sheet", sheet.pk)
    return _page(request, sheet, balance, lines, {}, status=409)


@require_POST
def finance_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said on the same page, what was typed stays."""
    sheet, handling = _load(request, pk), ACTS.get(act)
    if handling is None:
        raise Http404
    form = handling.form(request.POST, request.FILES, prefix=act)
    if form.is_valid():
        try:
            done = handling.action(pk=pk, by=request.user, at=timezone.now(), **form.arguments())
        except SheetRefused as refused:
            form.add_error(None, [*map(str, refused.faults), *refused.more])
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            for words in done if isinstance(done, list) else [f"{handling.button}：已办。"]:
                messages.success(request, words)
            return redirect("villages:finance_sheet", done.pk if isinstance(done, FinanceSheet) else pk)
    sheet = _load(request, pk)
    return _page(request, sheet, *_forms(sheet), {act: form}, status=409)


def _load(request: OfficeRequest, pk: int) -> FinanceSheet:
    """The sheet, if the person may read it."""
    return get_object_or_404(
        rules.sheets_of(request.user)
        .filter(township=request.township)
        .select_related("unit", "township__unit", "carrier", "created_by"),
        pk=pk,
    )


def _forms(sheet: FinanceSheet) -> tuple[BalanceForm, Any]:
    initial = {"opening": sheet.opening, "closing": sheet.closing, "version": sheet.version}
    count = sheet.lines.count()
    rows = initial_of(sheet) if count <= MOST_TYPED - MORE else []
    return BalanceForm(initial=initial), LineFormSet(initial=rows, prefix="l") if rows else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _page(
    request: OfficeRequest,
    sheet: FinanceSheet,
    balance: BalanceForm,
    lines: Any,
    bound: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    may_enter = sheet.state == SheetState.DRAFT and rules.may_enter(request.user, sheet.unit)
    shown = Paginator(sheet.lines.all(), LINES).get_page(request.GET.get("page"))
    statement = sheet.statement()
    context = {
        "sheet": sheet,
        "balance": balance,
        "lines": lines if may_enter else None,
        "may_enter": may_enter,
        "page": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)),
        "query": "",
        "income": Flow.INCOME,
        "sums": [
            (label, yuan(amount))
            for label, amount in (
                ("期初余额", statement.opening), ("本月收入", statement.income), ("本月支出", statement.expense),
                ("应有余额", statement.reckoned), ("期末余额", statement.closing),
            )
        ],
        "faults": acts.faults_of(sheet),
        "signatures": sheet.signatures.select_related("by", "confirmed_by"),
        "events": sheet.events.select_related("by"),
        "acts": [
            (name, handling, bound.get(name) or handling.form(prefix=name, initial={"version": sheet.version}))
            for name, handling in ACTS.items()
            if name in bound or handling.shown(request.user, sheet)
        ],
        "crumbs": [HOME, (str(sheet), "")],
    }  # fmt: skip
    return render(request, "villages/finance_sheet.html", context, status=status)
