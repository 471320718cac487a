"""The annual report: begun, written, figures entered or corrected, made final, handed over for publication (section K)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.models import Node, Township, Unit, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import publications
from disclosure.actions.publications import Stale, Upload
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State
from disclosure.law.report import (
    APPLICANTS,
    ENTERED,
    Cell,
    Column,
    Measure,
    Section,
    is_total,
    key_of,
)
from disclosure.models import AnnualReport, CellCorrection, Publication, ReportState
from disclosure.queries import reports as queries
from disclosure.queries.report_cells import keys_behind
from disclosure.sheets.reports import docx, page
from disclosure.sheets.reports.form import title_of

AGAIN_DRAFT = frozenset({State.DROPPED, State.BARRED, State.WITHDRAWN})  # what is then published anew
FIRST_YEAR = 2008  # 条例 in force
LARGEST = 2_000_000_000


@transaction.atomic
def start(*, township: Township, year: int, by: User, at: datetime) -> AnnualReport:
    """Begin the report of a year; one that is there already is given back.

    Raises:
        ActRefused: the year has not begun.
    """
    require(rules.may_edit_report(by, township), "您不能编制年度报告。")
    if not FIRST_YEAR <= year <= timezone.localdate(at).year:
        raise ActRefused("只能编制今年和往年的年度报告。")
    report = AnnualReport(township=township, year=year)
    try:
        with transaction.atomic():
            return _saved(report, by)
    except IntegrityError:  # begun by somebody else a moment ago, or long since
        return AnnualReport.objects.get(township=township, year=year)


@transaction.atomic
def write(*, pk: int, by: User, at: datetime, section: Section, text: str, version: int) -> AnnualReport:
    """Set the text of one section.

    Raises:
        Stale: someone saved in between; ActRefused: it is final.
    """
    report = _draft(pk, by, version)
    report.sections = {**report.sections, section.value: _plain(text)}
    return _saved(report, by)


@transaction.atomic
def enter(
    *, pk: int, by: User, at: datetime, figures: Mapping[Cell, Decimal | int | None], version: int
) -> AnnualReport:
    """Enter cells of table two that no record tells; None empties one.

    Raises:
        ActRefused: a cell that is computed, a negative figure.
    """
    report = _draft(pk, by, version)
    entered = dict(report.entered)
    for cell, figure in figures.items():
        if cell not in ENTERED:
            raise ActRefused("这一格由记录计算，不能直接填写。")
        if figure is None:
            entered.pop(key_of(cell), None)
        else:
            entered[key_of(cell)] = _typed(cell, figure)
    report.entered = entered
    return _saved(report, by)


@transaction.atomic
def correct(
    *, pk: int, by: User, at: datetime, cell: Cell, figure: int | None, reason: str, version: int
) -> AnnualReport:
    """Put another figure in the place of a computed one, saying why; None takes the correction back (ANN-6).

    Raises:
        PermissionDenied: not the head of the disclosure office.
        ActRefused: a total, a cell that is entered anyway, no reason.
    """
    report = _draft(pk, by, version)
    require(rules.may_freeze_report(by, report.township), "更正数字由政务公开工作机构负责人办理。")
    if is_total(cell):
        raise ActRefused("总计由各项相加得出，不能单独更正。")
    counted = queries.computed(report.township, report.year)
    if cell not in counted:
        raise ActRefused("这一格本来就是填写的，请直接修改。")
    if not reason.strip():
        raise ActRefused("请写明理由。")
    kept = CellCorrection.objects.filter(report=report, cell=key_of(cell)).first()
    if figure is None or figure == counted[cell]:
        if kept is None:
            raise ActRefused("填写的数字与按记录计算的相同，不需要更正。")
        kept._history_user = by  # type: ignore[attr-defined]
        kept._change_reason = reason.strip()[:100]  # type: ignore[attr-defined]
        kept.delete()
        return _saved(report, by)
    if figure < 0:
        raise ActRefused("数字不能小于0。")
    kept = kept or CellCorrection(report=report, cell=key_of(cell))
    kept.computed, kept.figure, kept.reason = counted[cell], figure, reason.strip()[:300]
    kept.by, kept.at = by, at
    kept._history_user = by  # type: ignore[attr-defined]
    kept.save()
    return _saved(report, by)


@transaction.atomic
def import_last_year(
    *,
    township: Township,
    year: int,
    by: User,
    at: datetime,
    carried_out: Mapping[Column, int],
    normative_in_force: int,
    texts: Mapping[Section, str],
    reason: str,
    version: int | None = None,
) -> AnnualReport:
    """Type in what this year takes up from a report that was not made here (ANN-6 d, f).

    Args:
        year: of the figures.
        carried_out: 结转下年度 by kind of applicant; the total is reckoned.
        texts: of that report, to tell how much of this year's is the same; may be empty.
        version: of the figures typed in before, where they are put right.

    Raises:
        PermissionDenied: not the head of the disclosure office.
        ActRefused: the year's report was made here, or no reason.
    """
    require(rules.may_freeze_report(by, township), "录入往年数据由政务公开工作机构负责人办理。")
    if not reason.strip():
        raise ActRefused("请写明理由，如：启用本系统前的年报。")
    if not FIRST_YEAR <= year < timezone.localdate(at).year:
        raise ActRefused("只能录入往年的数据。")
    if min(*carried_out.values(), normative_in_force) < 0:
        raise ActRefused("数字不能小于0。")
    report = AnnualReport.objects.select_for_update().filter(township=township, year=year).first()
    if report is not None and not report.imported and not _untouched(report):
        raise ActRefused(f"{year}年的年报是在本系统编制的，不用录入。")
    if report is not None and report.imported and version != report.version:
        raise Stale(_who_saved(report))
    report = report or AnnualReport(township=township, year=year, version=0)
    report.imported = True
    kinds = {column.value: carried_out[column] for column in APPLICANTS}
    report.state, report.import_reason = ReportState.FROZEN, reason.strip()[:300]
    report.frozen_by, report.frozen_at = by, at
    report.sections = {section.value: _plain(texts.get(section, "")) for section in Section}
    report.frozen = {
        "carried_out": kinds | {Column.TOTAL.value: sum(kinds.values())},
        "normative_in_force": normative_in_force,
        "sections": report.sections,
    }
    return _saved(report, by)


@transaction.atomic
def freeze(*, pk: int, by: User, at: datetime, version: int) -> AnnualReport:
    """Make the report final: all figures, texts, corrections and the cases behind each cell as they stand now.

    Raises:
        PermissionDenied: not the head of the disclosure office.
        ActRefused: the year is not over, or something must be put right first; nothing is changed.
    """
    report = _draft(pk, by, version)
    require(rules.may_freeze_report(by, report.township), "定稿由政务公开工作机构负责人办理。")
    if timezone.localdate(at).year <= report.year:
        raise ActRefused(f"{report.year}年还没有结束，年底以后才能定稿。")
    found = queries.figures(report, at)
    if found.blocked:
        count = sum(problem.blocks for problem in found.problems)
        raise ActRefused(f"还有{count}处须更正，请先看“核对”。")
    report.frozen = {
        "figures": queries.frozen_copy(found),
        "sections": report.sections,
        "warnings": [problem.sentence for problem in found.problems],
        "corrections": [
            {
                "cell": key_of(cell),
                "computed": one.computed,
                "figure": one.figure,
                "reason": one.reason,
                "by": str(one.by),
                "at": one.at.isoformat(),
            }
            for cell, one in found.corrections.items()
        ],
        "behind": keys_behind(report.township, report.year),
    }
    report.state, report.frozen_by, report.frozen_at = ReportState.FROZEN, by, at
    return _saved(report, by)


@transaction.atomic
def reopen(*, pk: int, by: User, at: datetime, reason: str, version: int) -> AnnualReport:
    """Take a final report back to work on it, while nothing of it is public or on its way there.

    Raises:
        ActRefused: it was handed over for publication, or no reason.
    """
    report = _locked(pk, version)
    require(rules.may_freeze_report(by, report.township), "退回编制由政务公开工作机构负责人办理。")
    if report.state != ReportState.FROZEN or report.imported:
        raise ActRefused("这份年报不是定稿。")
    if report.publication is not None and report.publication.state not in AGAIN_DRAFT:
        raise ActRefused("年报已转为公开信息，请先作废或撤回那条信息。")
    if not reason.strip():
        raise ActRefused("请写明理由。")
    report.state, report.frozen, report.frozen_by, report.frozen_at = ReportState.DRAFT, None, None, None
    report._change_reason = reason.strip()[:100]  # type: ignore[attr-defined]
    return _saved(report, by)


@transaction.atomic
def publish(*, pk: int, by: User, at: datetime, unit: Unit, node: Node, version: int) -> Publication:
    """Draft the publication of a final report, its tables on the page and the DOCX attached; it is reviewed like any.

    Raises:
        PermissionDenied: the person may not edit reports, or not draft publications of this unit.
        ActRefused: it is not final, or was handed over already.
    """
    report = _locked(pk, version)
    require(rules.may_edit_report(by, report.township), "您不能编制年度报告。")
    if report.state != ReportState.FROZEN or report.imported or report.frozen is None:
        raise ActRefused("请先定稿，再转为公开信息。")
    if report.publication is not None and report.publication.state not in AGAIN_DRAFT:
        raise ActRefused("年报已转为公开信息。")
    final, texts = queries.thawed(report), queries.sections_of(report.frozen["sections"])
    title = title_of(report.township.name, report.year)
    file = Upload(f"{title}.docx", docx.written(title, report.township.name, final, texts))
    fields = {
        "kind": Kind.ANNUAL_REPORT,
        "title": title,
        "text": page.written(final, texts),
        "formed_on": timezone.localdate(at),
        "unit": unit,
        "node": node,
        "details": {"year": str(report.year)},
    }
    made = publications.create(township=report.township, by=by, at=at, fields=fields, files=[file])
    report.publication = made
    _saved(report, by)
    return made


# ---- common -----------------------------------------------------------------------------------------------------
def _draft(pk: int, by: User, version: int) -> AnnualReport:
    report = _locked(pk, version)
    require(rules.may_edit_report(by, report.township), "您不能编制年度报告。")
    if report.state != ReportState.DRAFT:
        raise ActRefused("年报已定稿，不能再改。")
    return report


def _locked(pk: int, version: int) -> AnnualReport:
    report = (
        AnnualReport.objects.select_for_update(of=("self",)).select_related("township__unit", "publication").get(pk=pk)
    )  # fmt: skip
    if report.version != version:
        raise Stale(_who_saved(report))
    return report


def _saved(report: AnnualReport, by: User) -> AnnualReport:
    if report.pk is not None or report.version == 0:
        report.version += 1
    report._history_user = by  # type: ignore[attr-defined]
    report.save()
    return report


def _untouched(report: AnnualReport) -> bool:
    """Begun by mistake: nothing was written into it."""
    return report.state == ReportState.DRAFT and not (
        report.sections or report.entered or report.corrections.exists()
    )


def _who_saved(report: AnnualReport) -> str:
    entry = report.history.select_related("history_user").order_by("-history_id").first()
    if entry is None:
        return "这份年报刚被别人改过。"
    when = timezone.localtime(entry.history_date)
    return (
        f"{entry.history_user or '系统'} 在 {when:%m月%d日 %H:%M} 刚刚改过这份年报。"
        "您填写的内容没有保存，仍留在下面，请核对后再提交。"
    )


def _plain(text: str) -> str:
    """Paragraphs as typed, without blanks at the ends of lines and without more than one empty line."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip()


def _typed(cell: Cell, figure: Decimal | int) -> str:
    try:
        number = Decimal(figure)
    except InvalidOperation:
        raise ActRefused("请填写数字。") from None
    whole = cell[1] != Measure.AMOUNT
    if (
        not number.is_finite()
        or not 0 <= number < LARGEST
        or (whole and number != number.to_integral_value())
    ):
        raise ActRefused(f"“{cell[0].label}”请填写不小于0的{'整数' if whole else '数字'}。")
    return str(int(number)) if whole else format(number.normalize(), "f")
