"""Tables two, three and four of the annual report as printed in the 2021 form (ANN-3 … ANN-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from catalog.law.vocabulary import Labelled


# ---- table two: what was disclosed of one's own accord (ANN-3) ----------------------------------------------------
class Subject(Labelled):
    """信息内容, in printed order."""

    REGULATION = "regulation", "规章"
    NORMATIVE = "normative", "行政规范性文件"
    LICENCE = "licence", "行政许可"
    PENALTY = "penalty", "行政处罚"
    COERCION = "coercion", "行政强制"
    CHARGE = "charge", "行政事业性收费"


class Measure(Labelled):
    """What table two says about a subject."""

    MADE = "made", "本年制发件数"
    REPEALED = "repealed", "本年废止件数"
    IN_FORCE = "in_force", "现行有效件数"
    DECISIONS = "decisions", "本年处理决定数量"  # those lawfully not published count too
    AMOUNT = "amount", "本年收费金额（单位：万元）"  # may have decimals


# Printed heading → its subjects, in order. The numbers are the items of 条例第二十条.
SUBJECT_GROUPS: tuple[tuple[str, tuple[Subject, ...]], ...] = (
    ("第二十条第（一）项", (Subject.REGULATION, Subject.NORMATIVE)),
    ("第二十条第（五）项", (Subject.LICENCE,)),
    ("第二十条第（六）项", (Subject.PENALTY, Subject.COERCION)),
    ("第二十条第（八）项", (Subject.CHARGE,)),
)
_PAPERS = (Measure.MADE, Measure.REPEALED, Measure.IN_FORCE)
MEASURES: dict[Subject, tuple[Measure, ...]] = {
    Subject.REGULATION: _PAPERS,
    Subject.NORMATIVE: _PAPERS,
    Subject.LICENCE: (Measure.DECISIONS,),
    Subject.PENALTY: (Measure.DECISIONS,),
    Subject.COERCION: (Measure.DECISIONS,),
    Subject.CHARGE: (Measure.AMOUNT,),
}


def subject_cells() -> tuple[tuple[Subject, Measure], ...]:
    """The ten cells of table two in printed order; none of them follows from another inside the year."""
    return tuple((subject, measure) for subject in Subject for measure in MEASURES[subject])


# ---- table three: applications (ANN-4) ----------------------------------------------------------------------------
class Column(Labelled):
    """申请人情况, in printed order."""

    PERSON = "person", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL = "legal", "法律服务机构"
    OTHER = "other", "其他"
    TOTAL = "total", "总计"


APPLICANTS = tuple(column for column in Column if column != Column.TOTAL)
ORGANISATIONS = APPLICANTS[1:]  # printed together under ORGANISATION_HEADING
APPLICANT_HEADING = "申请人情况"  # printed over all seven
ORGANISATION_HEADING = "法人或其他组织"
# Printed over the rows: identity (a).
RELATION_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


class Row(Labelled):
    """The 25 rows of figures, in printed order: stored value, printed text, and the mark printed before it."""

    NEW = "new", "本年新收政府信息公开申请数量", "一、"
    CARRIED_IN = "carried_in", "上年结转政府信息公开申请数量", "二、"
    GRANTED = "granted", "予以公开", "（一）"
    PARTLY = "partly", "部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）"
    STATE_SECRET = "state_secret", "属于国家秘密", "1."
    FORBIDDEN_BY_LAW = "forbidden_by_law", "其他法律行政法规禁止公开", "2."
    SECURITY = "security", "危及“三安全一稳定”", "3."
    THIRD_PARTY = "third_party", "保护第三方合法权益", "4."
    INTERNAL = "internal", "属于三类内部事务信息", "5."
    PROCESS = "process", "属于四类过程性信息", "6."
    ENFORCEMENT_FILE = "enforcement_file", "属于行政执法案卷", "7."
    ADMIN_QUERY = "admin_query", "属于行政查询事项", "8."
    NOT_HELD = "not_held", "本机关不掌握相关政府信息", "1."
    NEEDS_MAKING = "needs_making", "没有现成信息需要另行制作", "2."
    STILL_UNCLEAR = "still_unclear", "补正后申请内容仍不明确", "3."
    PETITION = "petition", "信访举报投诉类申请", "1."
    REPEATED = "repeated", "重复申请", "2."
    PUBLICATION = "publication", "要求提供公开出版物", "3."
    EXCESSIVE = "excessive", "无正当理由大量反复申请", "4."
    RECONFIRM = "reconfirm", "要求行政机关确认或重新出具已获取信息", "5."
    NOT_CORRECTED = "not_corrected", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1."
    NOT_PAID = "not_paid", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "2."
    OTHER = "other", "其他", "3."
    TOTAL = "total", "总计", "（七）"
    CARRIED_OUT = "carried_out", "结转下年度继续办理", "四、"

    mark: str

    def __new__(cls, value: str, label: str = "", mark: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.mark = mark
        return member

    @property
    def printed(self) -> str:
        """As the form prints it: “1.属于国家秘密”."""
        return f"{self.mark}{self.label}"

    @property
    def number(self) -> int:
        """1 … 25, as ANN-4 and the identities count."""
        return list(Row).index(self) + 1

    @property
    def cell(self) -> str:
        """The short name officers use: “（三）1”, “（一）”, “四”."""
        group = next((heading.mark for heading in HEADINGS[1:] if self in heading.rows), "")
        return f"{group}{self.mark}".rstrip(".、")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading printed beside several rows."""

    mark: str
    text: str
    rows: tuple[Row, ...]

    @property
    def printed(self) -> str:
        return f"{self.mark}{self.text}"


def _between(first: Row, last: Row) -> tuple[Row, ...]:
    rows = tuple(Row)
    return rows[rows.index(first) : rows.index(last) + 1]


RESULTS = _between(
    Row.GRANTED, Row.OTHER
)  # rows 3–23: each application that was answered is in exactly one (OUT-R6)
HEADINGS: tuple[Heading, ...] = (
    Heading("三、", "本年度办理结果", _between(Row.GRANTED, Row.TOTAL)),
    Heading("（三）", "不予公开", _between(Row.STATE_SECRET, Row.ADMIN_QUERY)),
    Heading("（四）", "无法提供", _between(Row.NOT_HELD, Row.STILL_UNCLEAR)),
    Heading("（五）", "不予处理", _between(Row.PETITION, Row.RECONFIRM)),
    Heading("（六）", "其他处理", _between(Row.NOT_CORRECTED, Row.OTHER)),
)
STUB_COLUMNS = 3  # columns of the form that hold headings, left of the figures


@dataclass(frozen=True, slots=True)
class StubCell:
    """A cell of the heading columns: its text and how many rows and columns it spans."""

    text: str
    rows: int = 1
    columns: int = 1


def stub(row: Row) -> tuple[StubCell, ...]:
    """The heading cells that begin in this row, left to right, the row's own text last.

    With the cells that reach down from above, every row fills exactly STUB_COLUMNS.
    """
    over = [heading for heading in HEADINGS if row in heading.rows]
    begun = [StubCell(heading.printed, len(heading.rows)) for heading in over if heading.rows[0] == row]
    return (*begun, StubCell(row.printed, columns=STUB_COLUMNS - len(over)))


def is_derived(row: Row, column: Column) -> bool:
    """Whether a cell of table three follows from others: the row and the column 总计."""
    return row == Row.TOTAL or column == Column.TOTAL


def total_applications(entered: Mapping[tuple[Row, Column], int]) -> dict[tuple[Row, Column], int]:
    """Table three complete, 175 cells in printed order, from those that are not derived; a missing one is 0.

    Derived cells in `entered` are disregarded: they are reckoned anew.
    """
    table: dict[tuple[Row, Column], int] = {}
    for row in Row:
        for column in APPLICANTS:
            table[row, column] = (
                sum(table[result, column] for result in RESULTS)
                if row == Row.TOTAL
                else entered.get((row, column), 0)
            )
        table[row, Column.TOTAL] = sum(table[row, column] for column in APPLICANTS)
    return table


# ---- table four: remedies (ANN-5) ---------------------------------------------------------------------------------
class RemedyKind(Labelled):
    """How the agency's act was challenged."""

    REVIEW = "review", "行政复议"
    DIRECT = "direct", "未经复议直接起诉"
    AFTER_REVIEW = "after_review", "复议后起诉"


class RemedyResult(Labelled):
    """What became of it, in printed order."""

    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"
    PENDING = "pending", "尚未审结"
    TOTAL = "total", "总计"


LAWSUIT_HEADING = "行政诉讼"
LAWSUITS = (RemedyKind.DIRECT, RemedyKind.AFTER_REVIEW)  # printed together under LAWSUIT_HEADING
REMEDY_RESULTS = tuple(result for result in RemedyResult if result != RemedyResult.TOTAL)
CONCLUDED = tuple(result for result in REMEDY_RESULTS if result != RemedyResult.PENDING)


def total_remedies(
    entered: Mapping[tuple[RemedyKind, RemedyResult], int],
) -> dict[tuple[RemedyKind, RemedyResult], int]:
    """Table four complete, 15 cells in printed order; a missing one is 0, 总计 is reckoned anew."""
    table: dict[tuple[RemedyKind, RemedyResult], int] = {}
    for kind in RemedyKind:
        for result in REMEDY_RESULTS:
            table[kind, result] = entered.get((kind, result), 0)
        table[kind, RemedyResult.TOTAL] = sum(table[kind, result] for result in REMEDY_RESULTS)
    return table
