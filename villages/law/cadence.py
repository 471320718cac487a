"""How often a village publishes and by which day, as a township sets it; in print for each matter (VIL-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.law.vocabulary import Labelled
from villages.law.matters import Rhythm, may_word_term, rhythms

MOST_DAYS = 60  # after the end of a month, a quarter or a year


class Every(Labelled):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"


_LAST = {"每月": "上月", "每季度": "上季度", "每年": "上年"}


@dataclass(frozen=True)
class Cadence:
    """Days after the end of the period (finance, general, yearly) or after the event (major).

    board_days: how long it hangs on the board at least; 0: not said.
    """

    finance: Every
    finance_days: int
    general: Every
    general_days: int
    yearly_days: int
    major_days: int
    board_days: int


def term(which: Iterable[Rhythm], cadence: Cadence) -> str | None:
    """The printed term, such as “每月终了后15日内公开上月情况；公示栏公示不少于10日”; `timelimits.parse` reads it.

    None where no setting gives it: the matter keeps the term it is printed with.
    """
    wanted = list(which)
    if Rhythm.OWN in wanted:
        return None
    parts = [_part(rhythm, cadence, alone=len(wanted) == 1) for rhythm in wanted]
    if cadence.board_days and wanted != [Rhythm.STANDING]:
        parts.append(f"公示栏公示不少于{cadence.board_days}日")
    return "；".join(parts)


def _part(rhythm: Rhythm, cadence: Cadence, *, alone: bool) -> str:
    match rhythm:
        case Rhythm.FINANCE:
            return _after(cadence.finance.label, cadence.finance_days)
        case Rhythm.GENERAL:
            return _after(cadence.general.label, cadence.general_days)
        case Rhythm.YEARLY:
            return _after("每年", cadence.yearly_days)
        case Rhythm.MAJOR:
            return f"{'' if alone else '重大事项自'}发生或者变更之日起{cadence.major_days}日内公开"
        case Rhythm.STANDING:
            return "长期公开；变更后及时更新"
    raise ValueError(f"no setting gives the term of {rhythm}")


def _after(every: str, days: int) -> str:
    return f"{every}终了后{days}日内公开{_LAST[every]}情况"


def term_of(extra: Mapping[str, Any], printed: str, own: str, cadence: Cadence) -> str:
    """The term of one row of a village's list: its own where it may word it, else the setting's, else as printed.

    Args:
        extra: of the row in the catalog. printed: its term there. own: what the village wrote, "" where nothing.
    """
    if own and may_word_term(extra):
        return own
    return term(rhythms(extra), cadence) or printed


# ---- presets -------------------------------------------------------------------------------------------------------
class Mark(Labelled):
    """How a figure is known, as in the rule book."""

    READ = "V", "读过原文"
    SECONDARY = "S", "见于转引"


@dataclass(frozen=True)
class Preset:
    """What one place's rules say, to be filled into a township's settings; figures they do not give stay as they are.

    figures: by field of `VillagePolicy`. source: instrument and article.
    """

    key: str
    name: str
    figures: Mapping[str, str | int]
    source: str
    mark: Mark

    @property
    def label(self) -> str:
        return self.name if self.mark == Mark.READ else f"{self.name}（待核对）"


_QUARTERLY: Mapping[str, str] = {"general_every": Every.QUARTER, "finance_every": Every.QUARTER}
_BUSY: Mapping[str, str] = {"general_every": Every.QUARTER, "finance_every": Every.MONTH}

# Texts as they stood before the amendment of the organic law of 2025 (VIL-0); a township whose province has amended
# its own since then corrects the figures in the form.
PRESETS: tuple[Preset, ...] = (
    Preset(
        "national", "国家规定（财务按季度）", _QUARTERLY, "村民委员会组织法（2018年）第三十条：一般事项至少每季度公布一次", Mark.READ,
    ),
    Preset(
        "national-busy", "国家规定（财务往来较多，按月）", _BUSY,
        "村民委员会组织法（2018年）第三十条：集体财务往来较多的，财务收支情况应当每月公布一次", Mark.READ,
    ),
    Preset(
        "shandong", "山东省", {**_BUSY, "board_days": 5, "objection_days": 5},
        "山东省村务公开条例（2018年修正）第十二条：财务逐项逐笔每月；第十三条：公开栏至少保留五日；第十六条：五日内答复", Mark.READ,
    ),
    Preset(
        "zhejiang", "浙江省", {**_BUSY, "major_days": 5, "investigation_days": 20},
        "浙江省实施村组法办法（2020年修正）第二十九条（财务往来较多的每月）、第四十三条（二十日内调查核实）；"
        "浙江省农村集体资产管理条例（2020年修正）第二十五条：重大财务事项五日内", Mark.READ,
    ),
    Preset(
        "shanghai", "上海市", {**_BUSY, "objection_days": 15},
        "上海市实施村组法办法（2020年修正）第二十三条（财务往来较多的每月）、第二十四条：十五日内答复", Mark.READ,
    ),
    Preset("henan", "河南省", _BUSY, "河南省实施村组法办法第五十五条（财务往来较多的每月）", Mark.READ),
    Preset("chongqing", "重庆市", _QUARTERLY, "重庆市实施村组法办法第二十七条，见于村务公开目录的转引", Mark.SECONDARY),
)  # fmt: skip
BY_KEY = {preset.key: preset for preset in PRESETS}
