"""The forms a clause of a printed 公开时限 can take: each a pattern and the rule it makes.

The first form of FORMS that fits the whole clause decides. Text has full-width punctuation and digits for figures.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from catalog.law.timelimits.rules import Event, Rule, RuleKind, Unit

_UNITS = {
    "个工作日": Unit.WORKDAY,
    "工作日": Unit.WORKDAY,
    "个自然日": Unit.DAY,
    "自然日": Unit.DAY,
    "日": Unit.DAY,
    "天": Unit.DAY,
    "个小时": Unit.HOUR,
    "小时": Unit.HOUR,
    "个星期": Unit.WEEK,
    "星期": Unit.WEEK,
    "周": Unit.WEEK,
    "个月": Unit.MONTH,
    "个季度": Unit.QUARTER,
    "季度": Unit.QUARTER,
    "个半年": Unit.HALF_YEAR,
    "年": Unit.YEAR,
}
_PERIODS = _UNITS | {
    "季": Unit.QUARTER,
    "月": Unit.MONTH,
    "半年": Unit.HALF_YEAR,
    "年度": Unit.YEAR,
    "学期": Unit.TERM,
}


def _any_of(words: dict[str, Unit]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FIGURE = rf"(?<!\d)(?P<count>[1-9]\d{{0,2}})(?P<unit>{_any_of(_UNITS)})"

# The wording of an event → the event, the first that fits.
_EVENTS: tuple[tuple[str, Event], ...] = (
    ("收到", Event.RECEIVED),
    ("签订", Event.CONTRACT_SIGNED),
    ("支付|发放", Event.PAID),
    ("登记", Event.REGISTERED),
    ("批准|批复|审批", Event.APPROVED),
    ("作出|决定|决策", Event.DECIDED),
    ("获取", Event.OBTAINED),
    ("形成|变更|变动|制定|制作|修改", Event.FORMED_OR_CHANGED),
    ("听证", Event.HEARING),
    ("大会|会议|表决", Event.MEETING),
    ("选举", Event.ELECTION),
    ("审计", Event.AUDITED),
    ("交易|发包", Event.TRADED),
    ("确定", Event.DETERMINED),
    ("实施|启动", Event.STARTED),
    ("结束|届满", Event.ENDED),
    ("发生", Event.OCCURRED),
)

_VERB = "公开|公示|公告|公布|发布|更新"
_PLAIN_TAIL = re.compile(rf"(?:应当|应)?(?:予以|及时|各|分别)?(?:{_VERB})?")

# What stands before a figure or an adverb: [part 自] trigger 之日起|后|时 [按…], a bare event, or a part.
_LED = re.compile(
    r"(?:(?P<part>.*?)(?:应当|应)?自(?!然|治|主))?(?P<trigger>.+?)(?:之日起|之日|之后|以后|后|时|起)(?P<manner>按.+)?"
)
_BARE_EVENT = re.compile(r".*(?:形成|变更|变动|修改|获取|作出)(?:（[^）]*）)?")
_MODAL = re.compile(r"^(?:应当|应|须|原则上|及时公开|及时)+|(?:应当|应|须|在)$")
_SHOWN_AS = re.compile(r"(?P<note>[^、]*展示)、(?P<rest>.+)")
_STAGED = re.compile("事前|事中|事后|分阶段")

_RECURRING = re.compile(
    rf"(?P<part>.*?)每(?P<count>[1-9]\d{{0,2}})?(?P<unit>{_any_of(_PERIODS)})(?P<rest>.*)"
)
_ONCE = re.compile(rf"(?:至少)?(?:{_VERB})?(?:至少)?(?:[一1]次)?(?:{_VERB})?")
_FIXED_DAY = re.compile(
    r"的?(?:首个?月|第(?P<nth>[1-6])个月|(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])日"
    rf"(?:之?前)?(?:{_VERB})?"
)
_AFTER_END = re.compile(
    rf"(?:结束|终了|末)?后(?P<days>[1-9]\d?)[日天]内(?:{_VERB}|至少[一1]次)*(?:上(?:一?年度?|半年|季度?|月)的?情况)?"
)

_AT_LEAST = "不得少于|不得低于|不少于|至少|≥"
_POSTING = re.compile(
    r"(?P<part>.*?)(?:(?P<noun>预公告|公告公示|公示公告|公示|公告|征求意见|正式披露|披露)"
    rf"(?:期限|时间|期)?(?:{_AT_LEAST}|为)?|(?:{_AT_LEAST})){_FIGURE}(?!之?内|以内|之?前)(?P<tail>.*)"
)
_MORE_POSTING = re.compile(rf"(?P<part>\D+){_FIGURE}")
_BARE_POSTING = re.compile(r"(?P<part>.*?)(?P<noun>公示)")

_AHEAD = re.compile(rf"(?P<part>.*?)提前{_FIGURE}(?P<tail>.*)")
_FIGURE_BEFORE = re.compile(rf"(?:(?P<part>.*?)在)?(?P<trigger>.*?){_FIGURE}之?前(?P<tail>.*)")
_BEFORE_AND_AFTER = re.compile(r"(?P<before>[^、]{2,}?)前、?(?P<after>[^、]*)后(?P<tail>.*)")
_BEFORE = re.compile(r"(?:(?P<part>.*?)在)?(?P<trigger>.{2,}?)(?:之|以)?前(?P<tail>.*)")
_AFTER = re.compile(r"(?P<trigger>.{2,}?)(?:之后|以后|后)(?P<tail>.*)|(?P<expiry>.+届满)")
_WITHIN = re.compile(
    rf"(?P<lead>.*?)(?P<most>(?:最长|最迟|最晚)?不得?超过)?{_FIGURE}(?P<within>之内|以内|内)?(?P<tail>.*)"
)

_REAL_TIME = re.compile(r"(?P<lead>.*?)(?:实时|即时|第一时间|立即|当日|当天)(?P<tail>.*)")
_AT_EVENT = re.compile(r"在?(?P<trigger>.+)(?<![及实即随])时")
_PROMPT = re.compile(r"(?P<lead>.*?)(?:及时|尽快|随时|随发随公布)(?P<tail>.*)")
_STANDING = re.compile(rf"(?P<part>.*?)(?:长期|常年)(?:{_VERB})?")
_TOGETHER = "一并|同步|同期|同时"
_ALONGSIDE = re.compile(
    rf"(?P<part>.*?)(?:随(?![机时])(?P<with>.+?)(?:(?:{_TOGETHER})(?:{_VERB})?|(?:{_VERB}))"
    rf"|[与和](?P<and>.+?)(?:{_TOGETHER})(?:{_VERB})?)"
)
_BY_LAW = re.compile(r"(?:按|依照|根据).+|.*依申请公开")


def read_body(text: str) -> list[Rule]:
    """The rules of one clause without brackets and part prefix; none if no form fits."""
    if shown := _SHOWN_AS.fullmatch(text):
        return [with_note(rule, shown["note"]) for rule in read_body(shown["rest"])]
    if _STAGED.search(text):  # stages of a project: no event of ours says when they are reached
        return []
    body = text.removeprefix("其中")
    if _RECURRING.fullmatch(body):
        return _recurring(body)  # what it cannot read no other form should try
    for form in FORMS:
        rules = form(body)
        if rules and sum(rule.count is not None for rule in rules) == len(re.findall(_FIGURE, body)):
            return rules  # a form that would lose a figure does not fit
    return []


def event_of(trigger: str) -> Event:
    """The event a wording means; without wording 条例第二十六条 counts from 形成或者变更."""
    if not trigger:
        return Event.FORMED_OR_CHANGED
    return next((event for pattern, event in _EVENTS if re.search(pattern, trigger)), Event.OTHER)


def with_note(rule: Rule, note: str) -> Rule:
    return replace(rule, note="；".join(filter(None, (rule.note, note))))


def _recurring(text: str) -> list[Rule]:
    """“每季度至少一次”, “每季度的首个月20日”, “每月结束后10日内”; a figure it does not know is left unread."""
    match = _RECURRING.fullmatch(text)
    if match is None:
        return []
    rest = match["rest"]
    rule = Rule(RuleKind.RECURRING, int(match["count"] or 1), _PERIODS[match["unit"]], part=match["part"])
    if fixed := _FIXED_DAY.fullmatch(rest):
        month = 1 if "首" in rest else int(fixed["nth"] or fixed["month"] or 0) or None
        if month is None and rule.unit is not Unit.MONTH:
            return []
        return [replace(rule, kind=RuleKind.FIXED_DATE, month=month, day=int(fixed["day"]))]
    if end := _AFTER_END.fullmatch(rest):
        return [replace(rule, day=int(end["days"]))]
    if rest.startswith("年初"):
        rule, rest = replace(rule, event=Event.PERIOD_START), rest.removeprefix("年初")
    if _ONCE.fullmatch(rest):
        return [rule]
    if re.search(r"\d", rest):
        return []
    if more := read_body(rest):
        return [rule, *more]
    return [replace(rule, note=re.sub(f"(?:{_VERB})$", "", rest))]


def _posting(text: str) -> list[Rule]:
    """“公示期不得少于5个工作日”, also a row of them: “企业处罚信息公示5年、个人3年”."""
    match = _POSTING.fullmatch(text)
    if match is None:
        return []
    tail, *more = match["tail"].split("、")
    noun = match["noun"] or "公示"
    first = Rule(RuleKind.MIN_POSTING, *_figure(match), trigger=noun, event=Event.POSTED, part=match["part"])
    rules = [replace(first, note=_tail_note(tail))]
    for piece in more:
        if further := _posting(piece):
            rules += further
        elif short := _MORE_POSTING.fullmatch(piece):
            count, unit = _figure(short)
            rules.append(replace(first, count=count, unit=unit, part=short["part"]))
        else:
            return []
    return rules


def _ahead(text: str) -> list[Rule]:
    if match := _AHEAD.fullmatch(text):
        note = _tail_note(match["tail"])
        return [
            Rule(RuleKind.BEFORE_EVENT, *_figure(match), event=Event.OTHER, part=match["part"], note=note)
        ]
    return []


def _figure_before(text: str) -> list[Rule]:
    if match := _FIGURE_BEFORE.fullmatch(text):
        return [_before_rule(match, *_figure(match))]
    return []


def _before(text: str) -> list[Rule]:
    match = _BEFORE.fullmatch(text)
    return [_before_rule(match, None, None)] if match else []


def _before_rule(match: re.Match[str], count: int | None, unit: Unit | None) -> Rule:
    trigger = match["trigger"]
    return Rule(
        RuleKind.BEFORE_EVENT,
        count,
        unit,
        trigger=trigger,
        event=event_of(trigger),
        part=match["part"] or "",
        note=_tail_note(match["tail"]),
    )


def _within(text: str) -> list[Rule]:
    """“自…之日起20个工作日内公开”; without 内 or 不超过 only a figure that stands alone or after 之日起."""
    match = _WITHIN.fullmatch(text)
    if match is None:
        return []
    lead = match["lead"]
    if not (match["within"] or match["most"] or not lead or lead.endswith("之日起")):
        return []
    return [_led(RuleKind.AFTER_EVENT, match, *_figure(match))]


def _real_time(text: str) -> list[Rule]:
    match = _REAL_TIME.fullmatch(text)
    if match:
        return [_led(RuleKind.REAL_TIME, match)]
    if match := _AT_EVENT.fullmatch(text):
        return [Rule(RuleKind.REAL_TIME, trigger=match["trigger"], event=event_of(match["trigger"]))]
    return []


def _prompt(text: str) -> list[Rule]:
    match = _PROMPT.fullmatch(text)
    return [_led(RuleKind.PROMPT, match)] if match else []


def _standing(text: str) -> list[Rule]:
    match = _STANDING.fullmatch(text)
    return [Rule(RuleKind.STANDING, part=match["part"])] if match else []


def _alongside(text: str) -> list[Rule]:
    match = _ALONGSIDE.fullmatch(text)
    if match is None:
        return []
    trigger = match["with"] or match["and"]
    return [Rule(RuleKind.ALONGSIDE, trigger=trigger, event=Event.PUBLISHED, part=match["part"])]


def _before_and_after(text: str) -> list[Rule]:
    """“发包前后专项公开”, “项目实施前、实施后各公告”: one rule for either side."""
    match = _BEFORE_AND_AFTER.fullmatch(text)
    if match is None:
        return []
    before, after, note = match["before"], match["after"] or match["before"], _tail_note(match["tail"])
    return [
        Rule(RuleKind.BEFORE_EVENT, trigger=before, event=event_of(before), note=note),
        Rule(RuleKind.AFTER_EVENT, trigger=after, event=event_of(after), note=note),
    ]


def _after(text: str) -> list[Rule]:
    match = _AFTER.fullmatch(text)
    if match is None:
        return []
    trigger = match["trigger"] or match["expiry"]
    note = _tail_note(match["tail"] or "")
    return [Rule(RuleKind.AFTER_EVENT, trigger=trigger, event=event_of(trigger), note=note)]


def _by_law(text: str) -> list[Rule]:
    if not _BY_LAW.fullmatch(text):
        return []
    part = text.removesuffix("依申请公开") if text.endswith("依申请公开") else ""
    return [Rule(RuleKind.BY_LAW, trigger=text.removeprefix(part), part=part)]


def _bare_posting(text: str) -> list[Rule]:
    """“评议公示”: to be posted, for how long is not said."""
    match = _BARE_POSTING.fullmatch(text)
    return (
        [Rule(RuleKind.MIN_POSTING, trigger=match["noun"], event=Event.POSTED, part=match["part"])]
        if match
        else []
    )


FORMS: tuple[Callable[[str], list[Rule]], ...] = (
    _posting,
    _ahead,
    _figure_before,
    _within,
    _real_time,
    _prompt,
    _standing,
    _alongside,
    _before_and_after,
    _before,
    _after,
    _by_law,
    _bare_posting,
)


def _figure(match: re.Match[str]) -> tuple[int, Unit]:
    return int(match["count"]), _UNITS[match["unit"]]


def _led(kind: RuleKind, match: re.Match[str], count: int | None = None, unit: Unit | None = None) -> Rule:
    """A rule whose words before the figure or adverb (“lead”) name the event, a part, or both."""
    part, trigger, manner = _read_lead(match["lead"])
    note = "；".join(filter(None, (manner, _tail_note(match["tail"]))))
    return Rule(kind, count, unit, trigger=trigger, event=event_of(trigger), part=part, note=note)


def _read_lead(lead: str) -> tuple[str, str, str]:
    """(part, trigger, manner): “处罚决定自作出之日起” → 处罚决定, 作出; “结果信息” → a part; “按要求” → a manner."""
    lead = _MODAL.sub("", lead)
    if led := _LED.fullmatch(lead):
        return led["part"] or "", led["trigger"], led["manner"] or ""
    if _BARE_EVENT.fullmatch(lead):
        return "", lead, ""
    if lead.startswith("按"):
        return "", "", lead
    return lead, "", ""


def _tail_note(tail: str) -> str:
    return "" if _PLAIN_TAIL.fullmatch(tail) else tail
