"""What the board counts, in words and as classes of duties."""

from dataclasses import dataclass
from enum import StrEnum

from disclosure.law.duties import DutyOutcome as Outcome
from disclosure.law.duties import Light

SOON_DAYS = 30


class Over(StrEnum):
    """Which records a measure looks at."""

    DUE = "due"  # duties due in the chosen period
    OPEN = "open"  # duties open today
    UNDATED = "undated"  # duties open today without a day
    ADOPTIONS = "adoptions"  # rows of the catalog


@dataclass(frozen=True)
class Measure:
    """One kind of figure. `sign` stands before its number so that no colour is needed."""

    key: str
    label: str
    sign: str
    definition: str
    over: Over = Over.DUE
    outcomes: frozenset[Outcome] = frozenset()
    lights: frozenset[Light] = frozenset()


_O = Outcome
_PERIOD = "应公开日期在所选期间内"
_ALL = (
    Measure(
        "due", "应公开", "应", f"{_PERIOD}的公开任务，不含已取消的。一个事项每到一期或每发生一次事件算一件。",
        outcomes=frozenset(Outcome),
    ),
    Measure(
        "published", "已公开", "✓", f"{_PERIOD}、已经公开信息的任务，按时和逾期公开的都算。",
        outcomes=frozenset({_O.PUBLISHED, _O.PUBLISHED_LATE}),
    ),
    Measure(
        "nothing_new", "已确认无新增", "＝", f"{_PERIOD}、已签字确认没有新增内容的任务，与公开一条信息同样算完成。",
        outcomes=frozenset({_O.NOTHING_NEW, _O.NOTHING_NEW_LATE}),
    ),
    Measure(
        "pending", "未到期", "○", f"{_PERIOD}、还没有完成、到今天还没有过期的任务，今天到期的也算。",
        outcomes=frozenset({_O.PENDING}),
    ),
    Measure(
        "overdue", "逾期未完成", "！", f"{_PERIOD}、这一天已经过去、到今天还没有公开也没有确认无新增的任务。",
        outcomes=frozenset({_O.OVERDUE}),
    ),
    Measure(
        "waived", "已免除", "－", f"{_PERIOD}、由政务公开机构负责人或签发领导写明理由免除的任务。",
        outcomes=frozenset({_O.WAIVED}),
    ),
    Measure(
        "in_time", "按时完成", "✓", f"{_PERIOD}、在应公开日期当天或以前公开或确认无新增的任务。",
        outcomes=frozenset({_O.PUBLISHED, _O.NOTHING_NEW}),
    ),
    Measure(
        "late_done", "逾期完成", "迟", f"{_PERIOD}、过了应公开日期才公开或确认无新增的任务。",
        outcomes=frozenset({_O.PUBLISHED_LATE, _O.NOTHING_NEW_LATE}),
    ),
    Measure(
        "late", "逾期", "！", f"{_PERIOD}、过了这一天才完成或到今天仍未完成的任务，即逾期完成与逾期未完成之和。",
        outcomes=frozenset({_O.PUBLISHED_LATE, _O.NOTHING_NEW_LATE, _O.OVERDUE}),
    ),
    Measure(
        "soon", f"{SOON_DAYS}天内到期", "○", f"今天起{SOON_DAYS}天内（自然日，含今天）到期、还没有完成的任务，与所选期间无关。",
        Over.OPEN, lights=frozenset({Light.GREEN, Light.YELLOW, Light.ORANGE}),
    ),
    Measure(
        "overdue_now", "目前逾期", "！", "应公开日期已过、到今天还没有完成的全部任务，与所选期间无关。",
        Over.OPEN, lights=frozenset({Light.RED}),
    ),
    Measure(
        "undated", "没有期限日", "？", "目录只写“及时”等、算不出应公开日期，还没有完成的任务；其他各数都不含这些任务。",
        Over.UNDATED,
    ),
    Measure(
        "not_involved", "不涉及", "／", "目录采用中登记为“本镇不涉及”的事项，与所选期间无关；没有定责任单位的算在镇本级，理由见明细。",
        Over.ADOPTIONS,
    ),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in _ALL}
SHARE = "按时率＝按时完成 ÷（按时完成＋逾期完成＋逾期未完成），舍去小数；未到期和已免除的不计入。"
