"""The annual report at the desk: its years, one section a screen, the cases behind each figure, check, preview, file."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind
from catalog.models import Node
from catalog.rules import require, units_of
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import reports as acts
from disclosure.checks.files import FileRefused
from disclosure.forms.reports import (
    CorrectForm,
    EnteredForm,
    FreezeForm,
    PublishForm,
    ReopenForm,
    StartForm,
    TextForm,
)
from disclosure.law.report import (
    ENTERED,
    Cell,
    RemedyKind,
    Row,
    Section,
    Subject,
    cell_of,
    draft,
    is_total,
    key_of,
    label_of,
    publish_by,
)
from disclosure.models import AnnualReport, Application, Publication, Reception, Remedy, ReportState
from disclosure.queries import report_cells
from disclosure.queries import reports as queries
from disclosure.sheets.reports.form import Printed, tables_of

PER_PAGE = 50
HOME = ("信息公开年报", reverse_lazy("disclosure:report_list"))
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
USUAL_ITEM = "政府信息公开工作年度报告"  # the item of the statutory column (PAGE-2)

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Only for those who write the township's report."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(
            rules.may_edit_report(request.user, request.township)
            or rules.may_freeze_report(request.user, request.township)
        )
        return view(request, *args, **kwargs)

    return guarded


# ---- years ----------------------------------------------------------------------------------------------------
@for_editors
def report_list(request: OfficeRequest) -> HttpResponse:
    """The years there are, and the way to begin another."""
    today = timezone.localdate()
    known = list(queries.reports_of(request.township))
    free = [y for y in (today.year - 1, today.year) if y not in {report.year for report in known}]
    form = StartForm(request.POST or None, years=free)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.start(
                township=request.township, year=form.cleaned_data["year"], by=request.user, at=timezone.now()
            )
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("disclosure:report", made.year)
    context = {
        "reports": known,
        "form": form if free else None,
        "due": publish_by(today.year - 1, _due_day(request)),
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "disclosure/reports/list.html", context)


def _due_day(request: OfficeRequest) -> tuple[int, int]:
    """The township's own last day (ANN-1), month and day."""
    reception = Reception.objects.filter(township=request.township).only("report_due").first()
    month, _, day = (reception.report_due if reception else "01-31").partition("-")
    return int(month), int(day)


def load_report(request: OfficeRequest, year: int) -> AnnualReport:
    found = queries.reports_of(request.township).select_related("township__unit", "frozen_by")
    return get_object_or_404(found, year=year)


# ---- one year -------------------------------------------------------------------------------------------------
@for_editors
def report(request: OfficeRequest, year: int) -> HttpResponse:
    """One year: how far each section is, what does not agree, and what comes next."""
    return _year_page(request, load_report(request, year), {})


def _year_page(
    request: OfficeRequest, found: AnnualReport, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    final = found.state == ReportState.FROZEN
    figures = None if found.imported else queries.figures(found, timezone.now())
    problems = figures.problems if figures else []
    sections = [
        {
            "section": section,
            "url": reverse("disclosure:report_section", args=[found.year, section.value]),
            "written": bool(found.sections.get(section.value, "").strip()),
            "open": sum(problem.section == section and problem.blocks for problem in problems),
        }
        for section in Section
    ]
    context = {
        "report": found,
        "final": final,
        "sections": sections,
        "problems": problems,
        "blocked": figures.blocked if figures else False,
        "last": queries.last_report(request.township, found.year),
        "may_freeze": rules.may_freeze_report(request.user, request.township),
        "over": timezone.localdate().year > found.year,
        "due": publish_by(found.year, _due_day(request)),
        "forms": _year_forms(request, found) | bound,
        "crumbs": [HOME, (f"{found.year}年", "")],
    }
    return render(request, "disclosure/reports/report.html", context, status=status)


def _year_forms(request: OfficeRequest, found: AnnualReport) -> dict[str, forms.Form]:
    initial = {"version": found.version}
    offered: dict[str, forms.Form] = {}
    public = found.publication is not None and found.publication.state not in acts.AGAIN_DRAFT
    if rules.may_freeze_report(request.user, request.township):
        if found.state == ReportState.DRAFT:
            offered["freeze"] = FreezeForm(initial=initial, prefix="freeze")
        elif not found.imported and not public:
            offered["reopen"] = ReopenForm(initial=initial, prefix="reopen")
    if found.state == ReportState.FROZEN and not found.imported and not public:
        offered["publish"] = _publish_form(request, initial=initial)
    return offered


def _publish_form(request: OfficeRequest, *args: Any, **kwargs: Any) -> PublishForm:
    township = request.township
    units = units_of(request.user, *rules.WRITERS).filter(tree_id=township.unit.tree_id, is_active=True)
    nodes = Node.objects.filter(kind=NodeKind.ITEM, in_force_until=None, key__startswith="c-")
    nodes = nodes.filter(township=None) | Node.objects.filter(kind=NodeKind.ITEM, township=township)
    usual = nodes.filter(name=USUAL_ITEM).first()
    return PublishForm(
        *args,
        units=units.order_by("lft"),
        nodes=nodes.order_by("tree_id", "lft"),
        usual=usual,
        prefix="publish",
        **kwargs,
    )


@require_POST
@for_editors
def report_act(request: OfficeRequest, year: int, act: str) -> HttpResponse:
    """Make it final, take it back, hand it over for publication. A refusal comes back with what was typed."""
    found = load_report(request, year)
    if act not in ("freeze", "reopen", "publish"):
        raise Http404
    form = {"freeze": FreezeForm, "reopen": ReopenForm}.get(act)
    bound: forms.Form = (
        form(request.POST, prefix=act) if form is not None else _publish_form(request, request.POST)
    )
    if bound.is_valid():
        try:
            done = getattr(acts, act)(pk=found.pk, by=request.user, at=timezone.now(), **bound.cleaned_data)
        except (ActRefused, PermissionDenied, FileRefused) as refused:
            bound.add_error(None, str(refused))
        except ValidationError as invalid:
            bound.add_error(None, invalid.messages)
        else:
            messages.success(request, DONE[act])
            if isinstance(done, Publication):
                return redirect("disclosure:office_publication", done.pk)
            return redirect("disclosure:report", year)
    return _year_page(request, load_report(request, year), {act: bound}, 409)


DONE = {
    "freeze": "年报已定稿。各项数字和文字已留存，以后案件有变动也不改变这份年报。",
    "reopen": "已退回编制。",
    "publish": "已生成公开信息草稿，请按程序送审。",
}


# ---- one section ----------------------------------------------------------------------------------------------
@for_editors
def report_section(request: OfficeRequest, year: int, section: str) -> HttpResponse:
    """One section: its table with the way to the cases behind each figure, its text with a draft from the records."""
    found = load_report(request, year)
    if section not in set(Section) or found.imported:
        raise Http404
    which = Section(section)
    form, entered = _section_forms(request, found, which)
    if request.method == "POST" and found.state == ReportState.DRAFT:
        sent = entered if entered is not None and "entered" in request.POST else form
        if sent.is_valid():
            try:
                _save_section(request, found, which, sent)
            except ActRefused as refused:
                sent.add_error(None, str(refused))
            else:
                messages.success(request, "已保存。")
                return redirect("disclosure:report_section", year, section)
    figures = queries.figures(found, timezone.now())
    sections = list(Section)
    place = sections.index(which)
    context = {
        "report": found,
        "final": found.state == ReportState.FROZEN,
        "section": which,
        "form": form,
        "entered": entered,
        "tables": _linked(found, figures, which),
        "problems": [problem for problem in figures.problems if problem.section == which],
        "draft": _draft_of(found, figures, which),
        "text": queries.sections_of(found.sections)[which],
        "before": _last_text(request, found, which),
        "unconfirmed": queries.unconfirmed(request.township, year) if which == Section.APPLICATIONS else 0,
        "next": sections[place + 1] if place + 1 < len(sections) else None,
        "crumbs": [HOME, (f"{year}年", reverse("disclosure:report", args=[year])), (which.label, "")],
    }
    return render(request, "disclosure/reports/section.html", context, status=_status(form, entered))


def _status(*sent: forms.Form | None) -> int:
    return 409 if any(form is not None and form.is_bound and form.errors for form in sent) else 200


def _section_forms(
    request: OfficeRequest, found: AnnualReport, section: Section
) -> tuple[TextForm, EnteredForm | None]:
    text = found.sections.get(section.value)
    if text is None:
        text = _draft_of(found, None, section)
    posted = request.POST if request.method == "POST" else None
    short = section not in queries.WRITTEN
    in_text = posted if posted is not None and "entered" not in posted else None
    form = TextForm(in_text, section=section, short=short, initial={"version": found.version, "text": text})
    if section != Section.DISCLOSED:
        return form, None
    in_figures = posted if posted is not None and "entered" in posted else None
    return form, EnteredForm(
        in_figures, entered=found.entered, initial={"version": found.version}, auto_id="id_entered_%s"
    )


def _save_section(request: OfficeRequest, found: AnnualReport, section: Section, sent: forms.Form) -> None:
    act = {"pk": found.pk, "by": request.user, "at": timezone.now(), "version": sent.cleaned_data["version"]}
    if isinstance(sent, EnteredForm):
        acts.enter(figures=sent.figures(), **act)
    else:
        acts.write(section=section, text=sent.cleaned_data["text"], **act)


def _draft_of(found: AnnualReport, figures: queries.Figures | None, section: Section) -> str:
    """What the records say of a section of text."""
    if section not in (Section.OVERVIEW, Section.OTHER):
        return ""
    figures = figures or queries.figures(found, timezone.now())
    township, year = found.township, found.year
    return draft(section, figures.report, queries.activity(township, year), queries.fees(township, year))


def _last_text(request: OfficeRequest, found: AnnualReport, section: Section) -> str:
    last = queries.last_report(request.township, found.year)
    return (last.frozen or {}).get("sections", {}).get(section.value, "") if last else ""


def _linked(found: AnnualReport, figures: queries.Figures, section: Section) -> list[dict[str, Any]]:
    """The section's tables; each figure with the way to what is behind it."""
    told = {key for problem in figures.problems for key in problem.cells}
    corrected = {key_of(cell) for cell in figures.corrections}
    if found.frozen and not found.imported:
        corrected = {one["cell"] for one in found.frozen["corrections"]}

    def line(cells: Any) -> list[dict[str, Any]]:
        return [_linked_cell(found, cell, corrected, told) for cell in cells]

    return [
        {"table": table, "head": [line(x) for x in table.head], "body": [line(x) for x in table.body]}
        for table in tables_of(section, figures.report)
    ]


def _linked_cell(found: AnnualReport, cell: Printed, corrected: set[str], told: set[str]) -> dict[str, Any]:
    scope = {"group": "colgroup" if cell.columns > 1 else "rowgroup"}.get(cell.scope, cell.scope)
    shown: dict[str, Any] = {"cell": cell, "scope": scope}
    if cell.key:
        counted = cell_of(cell.key) not in ENTERED
        shown["url"] = reverse("disclosure:report_cell", args=[found.year, cell.key]) if counted else ""
        shown["label"] = label_of(cell_of(cell.key))
        shown["corrected"], shown["told"] = cell.key in corrected, cell.key in told
    return shown


# ---- one cell -------------------------------------------------------------------------------------------------
@for_editors
def report_cell(request: OfficeRequest, year: int, key: str) -> HttpResponse:
    """The cases behind a figure, by number and masked name; here the head of the office corrects it."""
    found = load_report(request, year)
    cell = _cell(key)
    if found.imported:
        raise Http404
    may = rules.may_freeze_report(request.user, request.township) and found.state == ReportState.DRAFT
    form = CorrectForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            acts.correct(pk=found.pk, by=request.user, at=timezone.now(), cell=cell, **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("disclosure:report_cell", year, key)
    figures = queries.figures(found, timezone.now())
    page = Paginator(_records(found, cell), PER_PAGE).get_page(request.GET.get("page"))
    section = _section_of(cell)
    context = {
        "report": found,
        "label": label_of(cell),
        "figure": figures.of(cell),
        "computed": figures.computed[cell],
        "correction": figures.corrections.get(cell),
        "was": _frozen_correction(found, key),
        "form": form if (may or form.errors) and not is_total(cell) else None,
        "lines": [_line(record) for record in page.object_list],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": "",
        "crumbs": [
            HOME,
            (f"{year}年", reverse("disclosure:report", args=[year])),
            (section.label, reverse("disclosure:report_section", args=[year, section.value])),
            ("明细", ""),
        ],
    }
    return render(
        request,
        "disclosure/reports/cell.html",
        context,
        status=409 if request.method == "POST" and form.errors else 200,
    )


def _cell(key: str) -> Cell:
    """The computed cell of this name, or 404."""
    try:
        cell = cell_of(key)
    except ValueError:
        raise Http404 from None
    if cell in ENTERED:
        raise Http404
    return cell


def _section_of(cell: Cell) -> Section:
    if isinstance(cell[0], Row):
        return Section.APPLICATIONS
    return Section.REMEDIES if isinstance(cell[0], RemedyKind) else Section.DISCLOSED


def _frozen_correction(found: AnnualReport, key: str) -> dict[str, Any] | None:
    return next((one for one in (found.frozen or {}).get("corrections", []) if one["cell"] == key), None)


def _records(found: AnnualReport, cell: Cell) -> Any:
    """What is behind the cell: as it stands, of a final report as it stood."""
    if found.state == ReportState.FROZEN and found.frozen and not isinstance(cell[0], Subject):
        return _Frozen(found.frozen["behind"], cell)
    return report_cells.behind(found.township, found.year, cell)


class _Frozen:
    """Records kept by their keys, read a page at a time."""

    def __init__(self, behind: dict[str, list[int]], cell: Cell) -> None:
        parts = report_cells.parts_of(cell)
        self.keys = sorted({pk for part in parts for pk in behind.get(key_of(part), [])}, reverse=True)
        self.model = Remedy if isinstance(cell[0], RemedyKind) else Application

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, some: slice) -> list[Any]:
        keys = self.keys[some]
        if self.model is Remedy:
            return list(Remedy.objects.filter(pk__in=keys).select_related("application").order_by("-pk"))
        return list(Application.objects.filter(pk__in=keys).order_by("-pk"))


def _line(record: Any) -> dict[str, Any]:
    """Number and masked name, days and result; nothing else of a person."""
    if isinstance(record, Publication):
        return {
            "url": reverse("disclosure:office_publication", args=[record.pk]),
            "number": record.title,
            "facts": [record.doc_no, f"{record.formed_on:%Y-%m-%d}", record.get_validity_display()],
        }
    case = record.application if isinstance(record, Remedy) else record
    facts = [case.applicant_shown]
    if isinstance(record, Remedy):
        facts += [record.get_kind_display(), f"受理 {record.filed_on:%Y-%m-%d}", record.get_result_display()]
    else:
        facts += [f"收到 {case.first_receipt_on:%Y-%m-%d}", *_ending(case)]
    return {
        "url": reverse("disclosure:office_application", args=[case.pk]),
        "number": case.number,
        "facts": facts,
    }


def _ending(case: Application) -> list[str]:
    ended = case.answered_on or case.closed_on
    if ended is None or not case.row:
        return [case.get_state_display()]
    return [f"{'答复' if case.answered_on else '结案'} {ended:%Y-%m-%d}", case.get_row_display()]


# ---- check, preview, file ---------------------------------------------------------------------------------------
@for_editors
def report_check(request: OfficeRequest, year: int) -> HttpResponse:
    """All that does not agree, with the way to each cell, and all corrections."""
    found = load_report(request, year)
    if found.imported:
        raise Http404
    figures = queries.figures(found, timezone.now())
    lines = [
        {
            "problem": problem,
            "links": [(label_of(cell_of(key)), reverse("disclosure:report_cell", args=[year, key]))
                      for key in problem.cells if cell_of(key) not in ENTERED],
            "section": reverse("disclosure:report_section", args=[year, problem.section.value]) if problem.section else "",
        }
        for problem in figures.problems
    ]  # fmt: skip
    context = {
        "report": found,
        "lines": lines,
        "blocked": figures.blocked,
        "warnings": (found.frozen or {}).get("warnings", []),
        "corrections": [
            {"label": label_of(cell), "one": one, "url": reverse("disclosure:report_cell", args=[year, one.cell])}
            for cell, one in figures.corrections.items()
        ],
        "kept": [one | {"label": label_of(cell_of(one["cell"]))} for one in (found.frozen or {}).get("corrections", [])],
        "crumbs": [HOME, (f"{year}年", reverse("disclosure:report", args=[year])), ("核对", "")],
    }  # fmt: skip
    return render(request, "disclosure/reports/check.html", context)
