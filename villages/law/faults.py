"""What is wrong with a village sheet before anyone else sees it: told with its line and the difference."""

from dataclasses import dataclass

from catalog.law.vocabulary import Labelled


class Finding(Labelled):
    BALANCE = "balance", "数字不相符"
    CONTINUITY = "continuity", "与上期不衔接"
    PERIOD = "period", "日期不在本期"
    AMOUNT = "amount", "金额有误"
    MISSING = "missing", "缺少必填的内容"
    TWICE = "twice", "疑似重复登记"
    LUMP = "lump", "笼统的项目偏多"
    ORDER = "order", "先后次序有误"
    VOTES = "votes", "人数有误"
    QUORUM = "quorum", "到会或赞成人数不足"


WARNINGS = frozenset({Finding.TWICE, Finding.LUMP, Finding.QUORUM})  # told, not refused


@dataclass(frozen=True, slots=True)
class Fault:
    """line: number of the entry from 1, None for the whole; difference: fen, where there is one."""

    finding: Finding
    message: str
    line: int | None = None
    difference: int | None = None

    @property
    def refuses(self) -> bool:
        return self.finding not in WARNINGS
