"""The clerk's pages of sheets: the accounts of the villages by month, one sheet, what is done with it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from villages.actions import finance, sheets
from villages.actions import tables as table_acts
from villages.forms import papers
from villages.forms.acts import offered
from villages.forms.finance import MORE, MOST_TYPED, BalanceForm, LineFormSet, initial_of
from villages.forms.sheets import ACTS
from villages.forms.tables import WordsForm, initial_rows, rows_of
from villages.law.finance import Flow
from villages.law.kinds import SheetKind
from villages.law.money import yuan
from villages.law.sheets import SheetState
from villages.law.tables import sums
from villages.models import Sheet
from villages.queries import finance as queries
from villages.sheets import table_text
from villages.sheets.reading import SheetRefused

PER_PAGE = 30  # villages
LINES = 100  # of a long sheet, shown a page
HOME = "村级财务"
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
        "crumbs": [(HOME, "")],
    }
    return render(request, "villages/finance_list.html", context)


@require_POST
def finance_begin(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Begin the accounts of a month, or go to those there are."""
    unit = get_object_or_404(rules.villages_of(request.user, request.township), pk=unit_pk)
    month = parse_date(request.POST.get("month", ""))
    if month is None:
        raise Http404
    try:
        made = finance.begin(
            unit=unit, township=request.township, month=month, by=request.user, at=timezone.now()
        )
    except (ActRefused, PermissionDenied) as refused:
        messages.error(request, str(refused))
        return redirect("villages:finance_list")
    return redirect("villages:sheet", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """One sheet. POST keeps what was typed, or offers more lines."""
    found = load(request, pk)
    entry = Entry(found, request.POST if request.method == "POST" else None)
    if request.method != "POST" or entry.asks_for_more:
        return sheet_page(request, found, entry, {})
    if entry.is_valid():
        try:
            entry.keep(request)
        except _NO as refused:
            entry.head.add_error(None, str(refused))
            found = load(request, pk)
            entry.head.renew(found.version)
        else:
            messages.success(request, f"已保存{entry.told}。")
            return redirect("villages:sheet", pk)
    return sheet_page(request, found, entry, {}, status=409)


@require_POST
def sheet_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said on the same page, what was typed stays."""
    found, handling = load(request, pk), ACTS.get(act)
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
            return redirect("villages:sheet", done.pk if isinstance(done, Sheet) else pk)
    found = load(request, pk)
    return sheet_page(request, found, Entry(found), {act: form}, status=409)


def sheet_print(request: OfficeRequest, pk: int) -> HttpResponse:
    """The whole sheet on paper, for the committee to sign and for the board; who handled what stays off it."""
    found = load(request, pk)
    return render(
        request, "villages/sheet_print.html", {"sheet": found, **_table(found, list(_every(found)))}
    )


class Entry:
    """The forms of a sheet, empty of what was typed or with it. Too many lines are not typed here: only the head is."""

    def __init__(self, found: Sheet, data: Any = None) -> None:
        self.sheet, self.kind = found, SheetKind(found.kind)
        self.accounts = self.kind == SheetKind.ACCOUNTS
        self.asks_for_more = data is not None and "more" in data and "l-TOTAL_FORMS" in data
        if self.asks_for_more:
            data = data.copy()
            data["l-TOTAL_FORMS"] = str(min(_number(data.get("l-TOTAL_FORMS")) + MORE, MOST_TYPED))
        self.head = self._head(data)
        self.lines = self._lines(data)
        self.told = ""

    def _head(self, data: Any) -> Any:
        if self.accounts:
            initial = {
                "opening": self.sheet.opening,
                "closing": self.sheet.closing,
                "version": self.sheet.version,
            }
            return BalanceForm(data, initial=initial) if data is not None else BalanceForm(initial=initial)
        words = {"words": self.sheet.words, "version": self.sheet.version}
        return WordsForm(data, initial=words, kind=self.kind)

    def _lines(self, data: Any) -> Any:
        if self.kind == SheetKind.NOTICE:
            return None
        forms = LineFormSet if self.accounts else rows_of(self.kind)
        if data is not None:
            return forms(data, prefix="l") if "l-TOTAL_FORMS" in data else None
        count = (self.sheet.lines if self.accounts else self.sheet.rows).count()
        if count > MOST_TYPED - MORE:
            return None
        return forms(
            initial=initial_of(self.sheet) if self.accounts else initial_rows(self.sheet), prefix="l"
        )

    def is_valid(self) -> bool:
        valid = [self.head.is_valid(), self.lines is None or self.lines.is_valid()]
        return all(valid)

    def keep(self, request: OfficeRequest) -> None:
        """Hand what was typed to the action."""
        common = {"pk": self.sheet.pk, "by": request.user, "at": timezone.now(), **self.head.cleaned_data}
        if self.accounts:
            typed = self._filled("line") if self.lines is not None else list(self.sheet.statement().lines)
            finance.enter(lines=typed, **common)
            self.told = f" {len(typed)} 笔"
            return
        rows = self._filled("row") if self.lines is not None else self.sheet.table()
        table_acts.enter(rows=rows, **common)
        self.told = f" {len(rows)} 行" if rows else ""

    def _filled(self, read: str) -> list[Any]:
        there = (form for form in self.lines if form.has_changed() and any(form.cleaned_data.values()))
        return [getattr(form, read)() for form in there]


def load(request: OfficeRequest, pk: int) -> Sheet:
    """The sheet, if the person may read it."""
    return get_object_or_404(
        rules.sheets_of(request.user)
        .filter(township=request.township)
        .select_related("unit", "node", "township__unit", "carrier", "created_by"),
        pk=pk,
    )


def _desk_of(found: Sheet) -> tuple[str, str]:
    return (f"{found.unit.name}村务", reverse("villages:village_desk", args=[found.unit_id]))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def sheet_page(
    request: OfficeRequest, found: Sheet, entry: Entry, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    may_enter = found.state == SheetState.DRAFT and rules.may_enter(request.user, found.unit)
    shown = Paginator(_every(found), LINES).get_page(request.GET.get("page"))
    context = {
        "sheet": found,
        "head": entry.head,
        "lines": entry.lines if may_enter else None,
        "may_enter": may_enter,
        "page": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)),
        "query": "",
        **_table(found, list(shown.object_list)),
        "sums": _sums(found),
        "papers": papers.section(
            request.user, found, number=request.GET.get("papers"), typing=may_enter, form=bound.get("papers")
        ),
        "faults": sheets.faults_of(found),
        "signatures": found.signatures.select_related("by", "confirmed_by"),
        "events": found.events.select_related("by"),
        "acts": offered(ACTS, request.user, found, bound),
        "crumbs": [_desk_of(found), (found.title, "")],
    }  # fmt: skip
    return render(request, "villages/sheet.html", context, status=status)


def _every(found: Sheet) -> Any:
    return found.lines.all() if found.kind == SheetKind.ACCOUNTS else found.rows.all()


def _table(found: Sheet, shown: Sequence[Any]) -> dict[str, Any]:
    """Headings and cells of the rows shown: of accounts with who handled and approved them."""
    if found.kind == SheetKind.ACCOUNTS:
        cells = [
            [
                f"{line.on:%Y-%m-%d}", line.voucher, line.summary, yuan(line.amount) if line.flow == Flow.INCOME else "",
                yuan(line.amount) if line.flow != Flow.INCOME else "", line.source, line.handler, line.approver, line.remark,
            ]
            for line in shown
        ]  # fmt: skip
        return _aligned(ACCOUNT_HEADINGS, cells)
    columns = table_text.used_columns(SheetKind(found.kind), [row.cells for row in shown])
    return _aligned(table_text.headings(columns), [table_text.cells(columns, row.cells) for row in shown])


def _aligned(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Each heading and cell with whether it stands to the right, as money does."""
    right = [heading.endswith("（元）") for heading in headings]
    return {
        "headings": list(zip(headings, right, strict=True)),
        "cells": [list(zip(row, right, strict=True)) for row in cells],
    }


ACCOUNT_HEADINGS = (
    "日期",
    "凭证号",
    "摘要",
    "收入（元）",
    "支出（元）",
    "来源或用途",
    "经手人",
    "审批人",
    "备注",
)


def _sums(found: Sheet) -> list[tuple[str, str]]:
    """The figures above the sheet."""
    if found.kind == SheetKind.ACCOUNTS:
        statement = found.statement()
        amounts = (
            ("期初余额", statement.opening), ("本月收入", statement.income), ("本月支出", statement.expense),
            ("应有余额", statement.reckoned), ("期末余额", statement.closing),
        )  # fmt: skip
        return [(label, yuan(amount)) for label, amount in amounts]
    rows = found.table()
    if not rows or found.kind == SheetKind.DECISION:
        return []
    told = sums(SheetKind(found.kind), rows)
    return [
        ("行数", str(told.rows)),
        *([("合计（元）", yuan(told.amount))] if told.amount is not None else []),
    ]
