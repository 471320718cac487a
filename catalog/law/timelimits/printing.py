"""Rules back into words: canonical print that can be read again, and plain sentences for people."""

from catalog.law.timelimits.rules import Event, Rule, RuleKind, Unit

_EVERY = {
    Unit.DAY: "每日",
    Unit.WEEK: "每周",
    Unit.MONTH: "每月",
    Unit.QUARTER: "每季度",
    Unit.HALF_YEAR: "每半年",
    Unit.YEAR: "每年",
    Unit.TERM: "每学期",
}
UNREADABLE_DAY = "无法换算成日期"


def print_rule(rule: Rule) -> str:
    """Canonical wording, e.g. “处罚决定：作出之日起7个工作日内公开（可延长7个工作日）”."""
    extension = f"（可延长{rule.max_extension}个工作日）" if rule.max_extension else ""
    note = f"（注：{rule.note}）" if rule.note else ""
    return _of_part(rule, _body(rule)) + extension + note


def explain_rule(rule: Rule) -> str:
    """One sentence a clerk or a resident understands; says so where no day can be computed."""
    if not rule.computable and rule.kind is not RuleKind.STANDING:
        return not_computable(_of_part(rule, _manner(rule) + _remarks(rule)))
    return _of_part(rule, _sentence(rule) + _remarks(rule))


def not_computable(words: str) -> str:
    return f"{UNREADABLE_DAY}：{words}，请由经办人判断"


def _of_part(rule: Rule, body: str) -> str:
    return f"{rule.part}：{body}" if rule.part else body


def _figure(rule: Rule) -> str:
    return f"{rule.count}{rule.unit.label}" if rule.count and rule.unit else ""


def _every(rule: Rule) -> str:
    if rule.unit in _EVERY and rule.count in (None, 1):
        return _EVERY[rule.unit]
    return f"每{_figure(rule)}"


def _turn(rule: Rule) -> str:
    """“每季度”, “每年年初”, “每月结束后10日内”."""
    if rule.day:
        return f"{_every(rule)}结束后{rule.day}日内"
    return _every(rule) + ("年初" if rule.event is Event.PERIOD_START else "")


def _fixed_day(rule: Rule) -> str:
    """“每季度首个月20日”, “每年3月31日”, “每月10日”."""
    if rule.unit is Unit.YEAR:
        month = f"{rule.month}月"
    elif rule.month:
        month = "首个月" if rule.month == 1 else f"第{rule.month}个月"
    else:
        month = ""
    return f"{_every(rule)}{month}{rule.day}日"


def _body(rule: Rule) -> str:
    trigger = rule.trigger
    match rule.kind:
        case RuleKind.AFTER_EVENT if rule.count:
            return f"{trigger}之日起{_figure(rule)}内公开" if trigger else f"{_figure(rule)}内公开"
        case RuleKind.AFTER_EVENT:
            return f"{trigger}后公开"
        case RuleKind.RECURRING:
            return f"{_turn(rule)}至少一次"
        case RuleKind.FIXED_DATE:
            return f"{_fixed_day(rule)}前公开"
        case RuleKind.MIN_POSTING:
            return f"{trigger}期不少于{_figure(rule)}" if rule.count else trigger
        case RuleKind.BEFORE_EVENT:
            return f"{trigger}{_figure(rule)}前公开" if trigger else f"提前{_figure(rule)}公开"
        case RuleKind.REAL_TIME:
            return f"{trigger}时即时公开" if trigger else "即时公开"
        case RuleKind.PROMPT:
            return f"{trigger}后及时公开" if trigger else "及时公开"
        case RuleKind.STANDING:
            return "长期公开"
        case RuleKind.ALONGSIDE:
            return f"与{trigger}同步公开"
        case RuleKind.BY_LAW:
            return trigger


def _manner(rule: Rule) -> str:
    """What a rule without a day says."""
    match rule.kind:
        case RuleKind.PROMPT if rule.note.startswith("按"):
            after = f"{rule.trigger}后" if rule.trigger else ""
            return f"{after}{rule.note}及时公开"
        case RuleKind.MIN_POSTING:
            return f"应当{rule.trigger}，多少天没有写明"
    return _body(rule)


def _sentence(rule: Rule) -> str:
    """What a rule with a day says, where people would put it otherwise than the canonical print."""
    match rule.kind:
        case RuleKind.AFTER_EVENT if not rule.trigger:
            return f"{rule.event.label}之日起{_figure(rule)}内公开"
        case RuleKind.RECURRING:
            return f"{_turn(rule)}至少公开一次"
        case RuleKind.MIN_POSTING:
            return f"至少{rule.trigger}{_figure(rule)}"
        case RuleKind.BEFORE_EVENT if rule.trigger:
            return f"{rule.trigger}的{_figure(rule)}前公开" if rule.count else f"{rule.trigger}之前公开"
        case RuleKind.REAL_TIME:
            return f"{rule.trigger or rule.event.label}的当日即时公开"
        case RuleKind.ALONGSIDE:
            return f"与{rule.trigger}同一天公开"
    return _body(rule)


def _remarks(rule: Rule) -> str:
    remarks = [f"可延长{rule.max_extension}个工作日"] if rule.max_extension else []
    if rule.note and not (rule.kind is RuleKind.PROMPT and rule.note.startswith("按")):
        remarks.append(rule.note)
    return f"（{'；'.join(remarks)}）" if remarks else ""
