"""Sentences of the report that follow from its figures: a first draft, which the officer rewrites (ANN-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from disclosure.law.report.identities import Report
from disclosure.law.report.tables import (
    HEADINGS,
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Subject,
)
from disclosure.law.report.texts import OVERVIEW_PARTS, Section


@dataclass(frozen=True)
class Activity:
    """What was disclosed and done in the year, for section one.

    channels: where items were put beside the website, as (name, number). hall: of them those shown in the 政务公开专区.
    kinds: published items by kind, as (name, number), the most frequent first.
    """

    published: int = 0
    kinds: Sequence[tuple[str, int]] = ()
    channels: Sequence[tuple[str, int]] = ()
    hall: int = 0
    interpretations: int = 0
    responses: int = 0
    solicitations: int = 0
    comments: int = 0
    withheld: int = 0
    reviewed: int = 0


@dataclass(frozen=True)
class Fees:
    """信息处理费 of the year: notices, their sum and what was paid, in yuan (FEE-8)."""

    notices: int = 0
    asked: int = 0
    paid: int = 0


def draft(section: Section, report: Report, activity: Activity, fees: Fees) -> str:
    """What can be said of a section from the records; "" where only the office can say something."""
    match section:
        case Section.OVERVIEW:
            return _overview(report, activity)
        case Section.OTHER:
            return _other(report.year, fees)
        case _:
            return ""


def _overview(report: Report, activity: Activity) -> str:
    return "\n\n".join(
        f"（{'一二三四五'[place]}）{name}。{words}"
        for place, (name, words) in enumerate(
            zip(OVERVIEW_PARTS, _overview_parts(report, activity), strict=True)
        )
    )


def _overview_parts(report: Report, activity: Activity) -> tuple[str, ...]:
    papers = {measure: report.disclosed[Subject.NORMATIVE, measure] for measure in
              (Measure.MADE, Measure.REPEALED, Measure.IN_FORCE)}  # fmt: skip
    kinds = _listed(activity.kinds, "条")
    channels = _listed(activity.channels, "条次")
    disclosed = (
        f"{report.year}年主动公开政府信息{activity.published}条{f'，其中{kinds}' if kinds else ''}。"
        f"{f'通过{channels}同步公开。' if channels else ''}"
        f"发布政策解读{activity.interpretations}件，回应群众关切{activity.responses}件，"
        f"公开征求意见{activity.solicitations}次、收到意见{activity.comments}条。"
    )
    management = (
        f"制发行政规范性文件{papers[Measure.MADE]}件，废止{papers[Measure.REPEALED]}件，现行有效{papers[Measure.IN_FORCE]}件。"
        f"公开前逐件进行保密审查和内容审核，审核通过{activity.reviewed}件次；登记不予主动公开的文件{activity.withheld}件。"
    )
    platform = (
        f"政务公开专区展示信息{activity.hall}条。" if activity.hall else ""
    ) + "（请补充网站专栏、政务新媒体、政务公开专区的建设情况。）"
    return (
        disclosed,
        _applications(report),
        management,
        platform,
        "（请补充工作考核、社会评议、责任追究和业务培训的情况。）",
    )


def _applications(report: Report) -> str:
    total = {row: report.applications[row, Column.TOTAL] for row in Row}
    came = f"新收政府信息公开申请{total[Row.NEW]}件，上年结转{total[Row.CARRIED_IN]}件；"
    if not total[Row.NEW] and not total[Row.CARRIED_IN]:
        return "本年没有收到政府信息公开申请。"
    results = [(Row.GRANTED.label, total[Row.GRANTED]), ("部分公开", total[Row.PARTLY])] + [
        (heading.text, sum(total[row] for row in heading.rows)) for heading in HEADINGS[1:]
    ]
    how = _listed([one for one in results if one[1]], "件")
    remedies = sum(report.remedies[kind, RemedyResult.TOTAL] for kind in RemedyKind)
    after = f"因政府信息公开引起的行政复议、行政诉讼{remedies}件。" if remedies else ""
    return (
        f"{came}办结{total[Row.TOTAL]}件{f'，其中{how}' if how else ''}；"
        f"结转下年度继续办理{total[Row.CARRIED_OUT]}件。{after}"
    )


def _other(year: int, fees: Fees) -> str:
    """FEE-8."""
    if not fees.notices:
        return f"{year}年没有收取政府信息公开信息处理费。没有其他需要报告的事项。"
    return (
        f"依据《政府信息公开信息处理费管理办法》，{year}年发出收费通知{fees.notices}件，金额{fees.asked}元；"
        f"实际收取信息处理费{fees.paid}元。"
    )


def _listed(found: Sequence[tuple[str, int]], measure: str) -> str:
    return "、".join(f"{name}{number}{measure}" for name, number in found)
