"""公开时限: every printed wording of the national catalog and every village cadence, with the rules it means."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.law.timelimits import Event, Rule, RuleKind, Unit, parse, print_limit, print_rule
from catalog.law.workdays import Due, WorkCalendar

CALENDAR = WorkCalendar(
    exceptions={
        **dict.fromkeys(
            [
                date(2026, month, day)
                for month, days in {
                    1: [1, 2],
                    2: [16, 17, 18, 19, 20, 23],
                    4: [6],
                    5: [1, 4, 5],
                    6: [19],
                    9: [25],
                    10: [1, 2, 5, 6, 7],
                }.items()
                for day in days
            ],
            False,
        ),
        **dict.fromkeys(
            [
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            ],
            True,
        ),
    },
    arranged=frozenset({2026}),
)


def after(count: int, trigger: str, event: Event, unit: Unit = Unit.WORKDAY, **more: Any) -> Rule:
    return Rule(RuleKind.AFTER_EVENT, count, unit, trigger, event, **more)


def before(count: int | None, unit: Unit | None, trigger: str, event: Event, **more: Any) -> Rule:
    return Rule(RuleKind.BEFORE_EVENT, count, unit, trigger, event, **more)


def posting(count: int | None, unit: Unit | None, trigger: str = "公示", **more: Any) -> Rule:
    return Rule(RuleKind.MIN_POSTING, count, unit, trigger, Event.POSTED, **more)


def every(unit: Unit, count: int = 1, **more: Any) -> Rule:
    return Rule(RuleKind.RECURRING, count, unit, **more)


def fixed(unit: Unit, month: int | None, day: int) -> Rule:
    return Rule(RuleKind.FIXED_DATE, 1, unit, month=month, day=day)


def on_event(kind: RuleKind, trigger: str = "", event: Event = Event.FORMED_OR_CHANGED, **more: Any) -> Rule:
    return Rule(kind, trigger=trigger, event=event, **more)


once = partial(on_event, RuleKind.AFTER_EVENT)
at_once = partial(on_event, RuleKind.REAL_TIME)
prompt = partial(on_event, RuleKind.PROMPT)
posting_unsaid = partial(posting, None, None)
standing = partial(Rule, RuleKind.STANDING)


def alongside(trigger: str) -> Rule:
    return Rule(RuleKind.ALONGSIDE, trigger=trigger, event=Event.PUBLISHED)


def by_law(trigger: str, **more: Any) -> Rule:
    return Rule(RuleKind.BY_LAW, trigger=trigger, **more)


PRINTED: dict[str, list[Rule]] = {
    "实时公开": [at_once()],
    "及时公开": [prompt()],
    "信息形成20个工作日内公开;其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示": [
        after(20, "信息形成", Event.FORMED_OR_CHANGED),
        after(7, "作出行政决定", Event.DECIDED, part="行政许可、行政处罚事项"),
    ],
    "信息形成之日起20个工作日内;行政许可和行政处罚决定作出后7个工作日内": [
        after(20, "信息形成", Event.FORMED_OR_CHANGED),
        after(7, "行政许可和行政处罚决定作出", Event.DECIDED),
    ],
    "自收到评标报告之日起3日内公示,公示期不得少于3日": [
        after(3, "收到评标报告", Event.RECEIVED, unit=Unit.DAY),
        posting(3, Unit.DAY),
    ],
    "决定作出后7个工作日内": [after(7, "决定作出", Event.DECIDED)],
    "随采购公告、采购文件公开": [alongside("采购公告、采购文件")],
    "及时公开,公告期限为5个工作日": [prompt(), posting(5, Unit.WORKDAY, trigger="公告")],
    "及时公开,公告期限为3个工作日": [prompt(), posting(3, Unit.WORKDAY, trigger="公告")],
    "公示期不得少于5个工作日": [posting(5, Unit.WORKDAY)],
    "自中标、成交供应商确定之日起2个工作日内公告": [after(2, "中标、成交供应商确定", Event.DETERMINED)],
    "自政府采购合同签订之日起2个工作日内": [after(2, "政府采购合同签订", Event.CONTRACT_SIGNED)],
    "及时公开;处理决定5个工作日内": [prompt(), after(5, "", Event.FORMED_OR_CHANGED, part="处理决定")],
    "交易前公开": [before(None, None, "交易", Event.TRADED)],
    "确定竞得人后10个工作日内": [after(10, "确定竞得人", Event.DETERMINED)],
    "正式披露不少于20个工作日(产权转让)": [posting(20, Unit.WORKDAY, trigger="正式披露", note="产权转让")],
    "信息形成或者变更之日起20个工作日内": [after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED)],
    "形成或者变更之日起20个工作日内予以公开": [after(20, "形成或者变更", Event.FORMED_OR_CHANGED)],
    "制定或获取信息之日起10个工作日内": [after(10, "制定或获取信息", Event.OBTAINED)],
    "制定或获取信息之日起10个工作日内,公示7个工作日": [
        after(10, "制定或获取信息", Event.OBTAINED),
        posting(7, Unit.WORKDAY),
    ],
    "制定或获取文件之日起10个工作日内": [after(10, "制定或获取文件", Event.OBTAINED)],
    "制定或获取扶持政策措施之日起10个工作日内": [after(10, "制定或获取扶持政策措施", Event.OBTAINED)],
    "制定或获取指南之日起10个工作日内": [after(10, "制定或获取指南", Event.OBTAINED)],
    "制定或获取备案政策之日起10个工作日内": [after(10, "制定或获取备案政策", Event.OBTAINED)],
    "制定或获取扶持补贴政策之日起10个工作日内": [after(10, "制定或获取扶持补贴政策", Event.OBTAINED)],
    "制定或获取补贴政策之日起10个工作日内": [after(10, "制定或获取补贴政策", Event.OBTAINED)],
    "每20个工作日更新": [every(Unit.WORKDAY, count=20)],
    "行政处罚决定作出之日起7个工作日内(处罚结果)": [
        after(7, "行政处罚决定作出", Event.DECIDED, note="处罚结果")
    ],
    "自制作或获取该信息之日起20个工作日内公开": [after(20, "制作或获取该信息", Event.OBTAINED)],
    "制作或获取信息之日起7个工作日内": [after(7, "制作或获取信息", Event.OBTAINED)],
    "本级人民代表大会或其常务委员会批准后20日内": [
        after(20, "本级人民代表大会或其常务委员会批准", Event.APPROVED, unit=Unit.DAY)
    ],
    "本级政府财政部门批复后20日内": [after(20, "本级政府财政部门批复", Event.APPROVED, unit=Unit.DAY)],
    "公开事项信息形成或变更之日起20个工作日内公开": [
        after(20, "公开事项信息形成或变更", Event.FORMED_OR_CHANGED)
    ],
    "7个工作日": [after(7, "", Event.FORMED_OR_CHANGED)],
    "批前公示时间不得少于30日;批后20个工作日内": [
        posting(30, Unit.DAY, part="批准前"),
        after(20, "批准", Event.APPROVED),
    ],
    "作出行政决定之日起7个工作日内": [after(7, "作出行政决定", Event.DECIDED)],
    "自该信息形成或者变更之日起20个工作日内予以公开,法律法规另有规定的除外": [
        after(20, "该信息形成或者变更", Event.FORMED_OR_CHANGED),
        by_law("法律法规另有规定的除外"),
    ],
    "在实地启动拟征收土地工作时,在村公示栏公开;预公告时间不少于10个工作日(条例第26条)": [
        at_once("实地启动拟征收土地工作", Event.STARTED, note="在村公示栏公开"),
        posting(10, Unit.WORKDAY, trigger="预公告", note="条例第26条"),
    ],
    "拟征收土地现状调查结束后5个工作日内,在村公示栏公开": [
        after(5, "拟征收土地现状调查结束", Event.ENDED, note="在村公示栏公开")
    ],
    "《听证通知书》在组织听证7个工作日前公开;其他听证内容依申请公开": [
        before(7, Unit.WORKDAY, "组织听证", Event.HEARING, part="《听证通知书》"),
        by_law("依申请公开", part="其他听证内容"),
    ],
    "收到征地批准文件之日起10个工作日内公开": [after(10, "收到征地批准文件", Event.RECEIVED)],
    "自收到批准文件之日起15个工作日内发布(条例第31条)": [
        after(15, "收到批准文件", Event.RECEIVED, note="条例第31条")
    ],
    "公告时间不少于30日(条例第28条)": [posting(30, Unit.DAY, trigger="公告", note="条例第28条")],
    "登记结束后5个工作日内": [after(5, "登记结束", Event.REGISTERED)],
    "费用支付之日起5个工作日内": [after(5, "费用支付", Event.PAID)],
    "依申请公开:20个工作日内": [after(20, "收到申请", Event.RECEIVED, part="依申请公开")],
    "自该信息形成或者变更之日起20个工作日内": [after(20, "该信息形成或者变更", Event.FORMED_OR_CHANGED)],
    "自收到申请之日起20个工作日内": [after(20, "收到申请", Event.RECEIVED)],
    "按要求及时公开": [prompt(note="按要求")],
    "按规定频次(日/月/季)或20个工作日内": [
        by_law("按规定频次", note="日/月/季"),
        after(20, "", Event.FORMED_OR_CHANGED),
    ],
    "信息获取(形成、变更)20个工作日内": [after(20, "信息获取（形成、变更）", Event.OBTAINED)],
    "信息形成或者变更之日起20个工作日内予以公开": [after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED)],
    "自收到申请之日起20个工作日内公开": [after(20, "收到申请", Event.RECEIVED)],
    "信息形成或者变更之日起20个工作日内予以公开;征求意见期限不得少于30日": [
        after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED),
        posting(30, Unit.DAY, trigger="征求意见"),
    ],
    "信息形成之日起20个工作日内": [after(20, "信息形成", Event.FORMED_OR_CHANGED)],
    "分配结果确定后20个工作日内": [after(20, "分配结果确定", Event.DETERMINED)],
    "村级评议、乡镇审核结果公示;审批后20个工作日内": [
        posting_unsaid(part="村级评议、乡镇审核结果"),
        after(20, "审批", Event.APPROVED),
    ],
    "20个工作日": [after(20, "", Event.FORMED_OR_CHANGED)],
    "除处罚决定外其他内容:长期公开(动态调整);处罚决定:20个工作日内": [
        standing(part="除处罚决定外其他内容", note="动态调整"),
        after(20, "", Event.FORMED_OR_CHANGED, part="处罚决定"),
    ],
    "办理信息:自信息形成或者变更之日起20个工作日内;处罚结果:作出决定之日起7个工作日内(可延长7个工作日);企业处罚信息公示5年、个人3年": [
        after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED, part="办理信息"),
        after(7, "作出决定", Event.DECIDED, part="处罚结果", max_extension=7),
        posting(5, Unit.YEAR, part="企业处罚信息"),
        posting(3, Unit.YEAR, part="个人"),
    ],
    "信息形成或者变更之日起20个工作日内。法律、法规对公开期限另有规定的,从其规定": [
        after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED),
        by_law("法律、法规对公开期限另有规定的，从其规定"),
    ],
    "信息形成或变更之日起20个工作日内公开": [after(20, "信息形成或变更", Event.FORMED_OR_CHANGED)],
    "执法决定信息自决定作出之日起7个工作日内;其他20个工作日内": [
        after(7, "决定作出", Event.DECIDED, part="执法决定信息"),
        after(20, "", Event.FORMED_OR_CHANGED, part="其他"),
    ],
    "自信息形成或者变更之日起20个工作日内予以公开": [after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED)],
    "实时": [at_once()],
    "自信息形成或者变更之日起20个工作日内予以公开;结果信息7个工作日内": [
        after(20, "信息形成或者变更", Event.FORMED_OR_CHANGED),
        after(7, "", Event.FORMED_OR_CHANGED, part="结果信息"),
    ],
    "处罚决定自作出之日起7个工作日内;其他20个工作日内": [
        after(7, "作出", Event.DECIDED, part="处罚决定"),
        after(20, "", Event.FORMED_OR_CHANGED, part="其他"),
    ],
    "信息形成或变更之日起20个工作日内": [after(20, "信息形成或变更", Event.FORMED_OR_CHANGED)],
    "按进展情况及时公开": [prompt(note="按进展情况")],
    "提前一周发通知邀请": [before(1, Unit.WEEK, "", Event.OTHER, note="发通知邀请")],
    "信息形成或变更之日起20个工作日内;处罚决定作出后7个工作日内在公示系统公开(安全生产法第78条)": [
        after(20, "信息形成或变更", Event.FORMED_OR_CHANGED),
        after(7, "处罚决定作出", Event.DECIDED, note="在公示系统公开；安全生产法第78条"),
    ],
    "预警提示信息第一时间公开;其他20个工作日内": [
        at_once(part="预警提示信息"),
        after(20, "", Event.FORMED_OR_CHANGED, part="其他"),
    ],
    "重大决策作出后及时公开": [prompt("重大决策作出", Event.DECIDED)],
    "预警信息即时公开": [at_once(part="预警信息")],
    "信息形成或变更之日起20个工作日内(灾情即时公开)": [
        after(20, "信息形成或变更", Event.FORMED_OR_CHANGED),
        at_once(part="灾情"),
    ],
    "信息形成或变更之日起20个工作日内;公示期7个工作日": [
        after(20, "信息形成或变更", Event.FORMED_OR_CHANGED),
        posting(7, Unit.WORKDAY),
    ],
    "信息形成或变更之日起20个工作日内;村(社区)公示期不得少于7日(河南省办法第14条)": [
        after(20, "信息形成或变更", Event.FORMED_OR_CHANGED),
        posting(7, Unit.DAY, part="村（社区）", note="河南省办法第14条"),
    ],
    "行政处罚决定形成之日起20个工作日内(其他规定为7个工作日)": [
        after(20, "行政处罚决定形成", Event.DECIDED, note="其他规定为7个工作日")
    ],
    "信息形成后按要求及时公开": [prompt("信息形成", Event.FORMED_OR_CHANGED, note="按要求")],
    "自该政府信息形成或者变更之日起20个工作日内及时公开": [
        after(20, "该政府信息形成或者变更", Event.FORMED_OR_CHANGED)
    ],
    "按税收法律法规规定时限(欠税公告每季度一次)": [
        by_law("按税收法律法规规定时限"),
        every(Unit.QUARTER, part="欠税公告"),
    ],
    "决定作出之日起7个工作日内": [after(7, "决定作出", Event.DECIDED)],
    "信息形成(变更)20个工作日内": [after(20, "信息形成（变更）", Event.FORMED_OR_CHANGED)],
    "信息形成(变更)20个工作日内;乡、村公告公示不少于10日": [
        after(20, "信息形成（变更）", Event.FORMED_OR_CHANGED),
        posting(10, Unit.DAY, trigger="公告公示", part="乡、村"),
    ],
    "条目化展示、信息形成(变更)20个工作日内": [
        after(20, "信息形成（变更）", Event.FORMED_OR_CHANGED, note="条目化展示")
    ],
}
CADENCES: dict[str, list[Rule]] = {
    "制定或修改后及时;长期公开": [prompt("制定或修改", Event.FORMED_OR_CHANGED), standing()],
    "20个工作日内(信息形成或变更之日起)": [after(20, "信息形成或变更", Event.FORMED_OR_CHANGED)],
    "每年(制定后及时)": [every(Unit.YEAR), prompt("制定", Event.FORMED_OR_CHANGED)],
    "随时(重大事项)": [prompt(note="重大事项")],
    "每年": [every(Unit.YEAR)],
    "任期届满;离任审计在下届选举前公布": [
        once("任期届满", Event.ENDED),
        before(None, None, "下届选举", Event.ELECTION, part="离任审计"),
    ],
    "每季度至少一次": [every(Unit.QUARTER)],
    "一般事项每季度至少一次;重大事项随时": [every(Unit.QUARTER, part="一般事项"), prompt(part="重大事项")],
    "每季度的首个月20日": [fixed(Unit.QUARTER, 1, 20)],
    "随时公布": [prompt()],
    "及时(每季度汇总)": [prompt(), every(Unit.QUARTER, note="汇总")],
    "分阶段:事前方案、事中进展、事后决算": [],
    "获取该信息之日起20个工作日内": [after(20, "获取该信息", Event.OBTAINED)],
    "按卫健部门要求单独公开;每季度": [by_law("按卫健部门要求单独公开"), every(Unit.QUARTER)],
    "补贴结果确定后即时公示;每季度汇总": [
        at_once("补贴结果确定", Event.DETERMINED),
        every(Unit.QUARTER, note="汇总"),
    ],
    "补贴结果公示;每季度汇总": [posting_unsaid(part="补贴结果"), every(Unit.QUARTER, note="汇总")],
    "每季度至少一次(可与财务合并)": [every(Unit.QUARTER, note="可与财务合并")],
    "评议公示期不得少于7日(河南);发放后及时": [
        posting(7, Unit.DAY, part="评议", note="河南"),
        prompt("发放", Event.PAID),
    ],
    "初审公示7个工作日;对象名单长期/每季度": [
        posting(7, Unit.WORKDAY, part="初审"),
        standing(part="对象名单"),
        every(Unit.QUARTER, part="对象名单"),
    ],
    "审核公示7个工作日;每季度": [posting(7, Unit.WORKDAY, part="审核"), every(Unit.QUARTER)],
    "每季度;随发随公布": [every(Unit.QUARTER), prompt()],
    "每季度;集中缴费期每月": [every(Unit.QUARTER), every(Unit.MONTH, part="集中缴费期")],
    "及时;每季度": [prompt(), every(Unit.QUARTER)],
    "公告公示不少于10日;每季度": [posting(10, Unit.DAY, trigger="公告公示"), every(Unit.QUARTER)],
    "审批前在本集体范围内公示;每季度": [
        before(None, None, "审批", Event.APPROVED, note="在本集体范围内公示"),
        every(Unit.QUARTER),
    ],
    "评议公示;每季度": [posting_unsaid(part="评议"), every(Unit.QUARTER)],
    "按征地程序(预公告≥10个工作日、方案公告≥30日);专项公开": [
        by_law("按征地程序"),
        posting(10, Unit.WORKDAY, trigger="预公告"),
        posting(30, Unit.DAY, trigger="公告", part="方案"),
    ],
    "每季度;变更时随时": [every(Unit.QUARTER), prompt("变更", Event.FORMED_OR_CHANGED)],
    "规划草案公告不少于30日;随时": [posting(30, Unit.DAY, trigger="公告", part="规划草案"), prompt()],
    "按上级公示要求": [by_law("按上级公示要求")],
    "每学期": [every(Unit.TERM)],
    "及时": [prompt()],
    "长期公开": [standing()],
    "每季度": [every(Unit.QUARTER)],
    "每季度/半年": [every(Unit.QUARTER), every(Unit.HALF_YEAR)],
    "年初公布": [every(Unit.YEAR, event=Event.PERIOD_START)],
    "每季度至少一次;往来较多的每月;山东:逐项逐笔每月": [
        every(Unit.QUARTER),
        every(Unit.MONTH, part="往来较多的"),
        every(Unit.MONTH, part="山东：逐项逐笔"),
    ],
    "每季度至少一次;往来较多的每月": [every(Unit.QUARTER), every(Unit.MONTH, part="往来较多的")],
    "与财务收支同期": [alongside("财务收支")],
    "每年清查公布;变动随时": [every(Unit.YEAR, note="清查"), prompt("变动", Event.FORMED_OR_CHANGED)],
    "每年;发包前后专项公开": [
        every(Unit.YEAR),
        before(None, None, "发包", Event.TRADED, note="专项公开"),
        once("发包", Event.TRADED, note="专项公开"),
    ],
    "每季度;每年": [every(Unit.QUARTER), every(Unit.YEAR)],
    "每年分配方案表决前后;成员大会10日前备查": [
        every(Unit.YEAR),
        before(None, None, "分配方案表决", Event.MEETING),
        once("分配方案表决", Event.MEETING),
        before(10, Unit.DAY, "成员大会", Event.MEETING, note="备查"),
    ],
    "事前、事中、事后专项公开": [],
    "分阶段专项公开": [],
    "项目实施前、实施后各公告;不少于10日": [
        before(None, None, "项目实施", Event.STARTED),
        once("实施", Event.STARTED),
        posting(10, Unit.DAY),
    ],
    "每季度;每年汇总": [every(Unit.QUARTER), every(Unit.YEAR, note="汇总")],
    "自发生之日起5日内(浙江)": [after(5, "发生", Event.OCCURRED, unit=Unit.DAY, note="浙江")],
    "每年/审计后": [every(Unit.YEAR), once("审计", Event.AUDITED)],
    "每年;成员大会(代表大会)召开10日前供查阅": [
        every(Unit.YEAR),
        before(10, Unit.DAY, "成员大会（代表大会）召开", Event.MEETING, note="供查阅"),
    ],
}

ALL = PRINTED | CADENCES
UNREAD = {
    "分阶段:事前方案、事中进展、事后决算": "分阶段：事前方案、事中进展、事后决算",
    "按征地程序(预公告≥10个工作日、方案公告≥30日);专项公开": "专项公开",
    "事前、事中、事后专项公开": "事前、事中、事后专项公开",
    "分阶段专项公开": "分阶段专项公开",
}


def test_the_tables_hold_every_printed_wording():
    assert (len(PRINTED), len(CADENCES)) == (85, 50)


@pytest.mark.parametrize("text", ALL, ids=str)
def test_a_printed_wording_gives_its_rules(text):
    assert list(parse(text).rules) == ALL[text]


@pytest.mark.parametrize("text", ALL, ids=str)
def test_what_gives_no_rule_is_said(text):
    assert parse(text).unread == UNREAD.get(text, "")


@pytest.mark.parametrize("text", ALL, ids=str)
def test_canonical_wording_reads_back_to_the_same_rules(text):
    limit = parse(text)

    again = parse(print_limit(limit))

    assert (again.rules, again.unread) == (limit.rules, limit.unread)
    assert print_limit(again) == print_limit(limit)


@pytest.mark.parametrize("text", ALL, ids=str)
def test_each_rule_alone_reads_back(text):
    assert all(parse(print_rule(rule)).rules == (rule,) for rule in parse(text).rules)


@pytest.mark.parametrize("text", ALL, ids=str)
def test_a_stored_rule_comes_back_the_same(text):
    assert all(Rule.from_dict(rule.to_dict()) == rule for rule in parse(text).rules)


@pytest.mark.parametrize("text", ALL, ids=str)
def test_every_rule_is_explained_and_says_when_no_day_follows(text):
    limit = parse(text)

    sentences = limit.explain()

    assert len(sentences) == len(limit.rules) + bool(limit.unread)
    for rule, sentence in zip(limit.rules, sentences, strict=False):
        silent = rule.computable or rule.kind is RuleKind.STANDING
        assert sentence.startswith("无法换算成日期：") is not silent


def test_a_stored_rule_is_plain_json():
    assert parse("处罚结果:作出决定之日起7个工作日内(可延长7个工作日)").rules[0].to_dict() == {
        "kind": "after_event",
        "count": 7,
        "unit": "workday",
        "trigger": "作出决定",
        "event": "decided",
        "part": "处罚结果",
        "max_extension": 7,
    }


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("自信息形成或者变更之日起20个工作日内予以公开", ["信息形成或者变更之日起20个工作日内公开"]),
        ("20个工作日", ["信息形成或者变更之日起20个工作日内公开"]),
        (
            "制定或获取信息之日起10个工作日内,公示7个工作日",
            ["制定或获取信息之日起10个工作日内公开", "至少公示7个工作日"],
        ),
        ("按进展情况及时公开", ["无法换算成日期：按进展情况及时公开，请由经办人判断"]),
        ("长期公开(动态调整)", ["长期公开（动态调整）"]),
        ("依申请公开:20个工作日内", ["依申请公开：收到申请之日起20个工作日内公开"]),
        ("每季度的首个月20日", ["每季度首个月20日前公开"]),
        ("每20个工作日更新", ["每20个工作日至少公开一次"]),
        ("评议公示", ["无法换算成日期：评议：应当公示，多少天没有写明，请由经办人判断"]),
        ("分阶段专项公开", ["无法换算成日期：分阶段专项公开，请由经办人判断"]),
    ],
)
def test_people_read_plain_sentences(text, sentences):
    assert parse(text).explain() == sentences


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("自形成或者变更之日起二十个工作日内予以公开", "形成或者变更之日起20个工作日内公开"),
        ("自信息形成之日起，20 个工作日内公开", "信息形成之日起20个工作日内公开"),
        ("公开时限：信息形成之日起两个月内", "信息形成之日起2个月内公开"),
        ("及时公开，最迟不超过20个工作日", "及时公开；20个工作日内公开"),
        ("每季度结束后十五日内公布", "每季度结束后15日内至少一次"),
        ("每年3月31日前", "每年3月31日前公开"),
        ("每月10日前公布", "每月10日前公开"),
        ("每半年公布一次", "每半年至少一次"),
        (
            "20个工作日内公开（法律、法规另有规定的，从其规定）",
            "20个工作日内公开；法律、法规另有规定的，从其规定",
        ),
    ],
)
def test_other_forms_of_print_are_understood(text, printed):
    limit = parse(text)

    assert print_limit(limit) == printed
    assert limit.unread == ""


@pytest.mark.parametrize(
    "text",
    [
        "二三日内",
        "一百八十日内",
        "公示结束后7日",
        "每季度末20个工作日内",
        "每季度20日",
        "收费标准和依据公开",
        "随机抽查结果公开",
        "（）",
    ],
)
def test_doubtful_wording_is_left_unread_rather_than_guessed(text):
    limit = parse(text)

    assert (limit.rules, limit.unread, limit.computable) == ((), text, False)


WORDS = """0 3 20 个 工作日 日 天 年 月 季度 每 内 前 后 自 之日起 公开 公示 公告期 及时 随时 即时 长期 形成或者变更 信息 决定 作出
处罚 其他 （ ） ( ) ; ； , ，。： : 、 / 或 不少于 至少 可延长 注： 首个月 半 初 提前 按规定 依申请公开 与 随 同步 十五 法律法规另有规定的除外"""


@given(st.lists(st.sampled_from([*WORDS.split(), " ", "\n"]), max_size=12).map("".join))
def test_no_text_is_refused(text):
    limit = parse(text)

    limit.explain()
    for rule in limit.rules:
        assert Rule.from_dict(rule.to_dict()) == rule
        rule.due(date(2026, 3, 2), CALENDAR)
        rule.occurrences(date(2026, 1, 1), date(2026, 12, 31), CALENDAR)


def _due(text: str, event_on: date, **given: int) -> Due | None:
    return parse(text).rules[0].due(event_on, CALENDAR, **given)


@pytest.mark.parametrize(
    ("text", "event_on", "due_on"),
    [
        pytest.param(
            "形成或者变更之日起20个工作日内予以公开", date(2026, 2, 12), date(2026, 3, 18), id="S12 PRO-4"
        ),
        pytest.param("3个工作日", date(2026, 4, 30), date(2026, 5, 8), id="S14 PRO-4"),
        pytest.param(
            "自收到批准文件之日起15个工作日内发布", date(2026, 9, 21), date(2026, 10, 19), id="S21 NOT-c"
        ),
        pytest.param("公示期7个工作日", date(2026, 9, 28), date(2026, 10, 13), id="S20 NOT-1"),
        pytest.param("本级政府财政部门批复后20日内", date(2026, 9, 11), date(2026, 10, 8), id="NOT-h CAL-4"),
        pytest.param("企业处罚信息公示5年", date(2026, 3, 2), date(2031, 3, 3), id="CAL-5"),
        pytest.param(
            "《听证通知书》在组织听证7个工作日前公开", date(2026, 3, 16), date(2026, 3, 5), id="before"
        ),
        pytest.param("提前一周发通知邀请", date(2026, 10, 12), date(2026, 10, 5), id="a week ahead"),
        pytest.param("交易前公开", date(2026, 10, 12), date(2026, 10, 11), id="the day before"),
        pytest.param("灾情即时公开", date(2026, 10, 3), date(2026, 10, 3), id="at once, holiday or not"),
        pytest.param("随采购公告、采购文件公开", date(2026, 3, 2), date(2026, 3, 2), id="alongside"),
        pytest.param("48小时内", date(2026, 10, 3), date(2026, 10, 5), id="hours run round the clock"),
    ],
)
def test_the_last_day_follows_from_the_day_of_the_event(text, event_on, due_on):
    due = _due(text, event_on)

    assert due is not None
    assert due.on == due_on


def test_a_window_into_a_year_without_notice_is_provisional():
    assert _due("20个工作日内", date(2026, 12, 10)) == Due(date(2027, 1, 8), provisional=True)


@pytest.mark.parametrize("text", ["及时公开", "长期公开", "按上级公示要求", "评议公示", "每季度", "每学期"])
def test_wording_without_a_day_gives_none(text):
    assert _due(text, date(2026, 3, 2)) is None


def test_prompt_has_a_day_only_by_configuration():
    assert _due("及时公开", date(2026, 3, 2), prompt_days=3) == Due(date(2026, 3, 5), provisional=False)


def test_a_figure_of_the_text_is_not_replaced_by_configuration():
    assert _due("7个工作日内", date(2026, 3, 2), prompt_days=3) == Due(date(2026, 3, 11), provisional=False)


def test_an_extension_counts_on_from_the_last_day():
    text = "作出决定之日起7个工作日内(可延长7个工作日)"

    assert _due(text, date(2026, 3, 2), extension=7) == Due(date(2026, 3, 20), provisional=False)


@pytest.mark.parametrize(("text", "extension"), [("7个工作日内(可延长7个工作日)", 8), ("7个工作日内", 1)])
def test_more_extension_than_the_text_allows_is_refused(text, extension):
    with pytest.raises(ValueError, match="可延长"):
        _due(text, date(2026, 3, 2), extension=extension)


def _occurrences(text: str, *, grace_days: int = 15) -> list[date]:
    rule = parse(text).rules[0]
    return [due.on for due in rule.occurrences(date(2026, 1, 1), date(2026, 12, 31), CALENDAR, grace_days)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每季度至少一次", [date(2026, 1, 15), date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]),
        ("每季度的首个月20日", [date(2026, 1, 20), date(2026, 4, 20), date(2026, 7, 20), date(2026, 10, 20)]),
        ("每季度结束后10日内", [date(2026, 1, 12), date(2026, 4, 10), date(2026, 7, 10), date(2026, 10, 10)]),
        ("每年", [date(2026, 1, 15)]),
        ("半年", [date(2026, 1, 15), date(2026, 7, 15)]),
        ("年初公布", [date(2026, 1, 15)]),
        ("每年3月31日前", [date(2026, 3, 31)]),
    ],
)
def test_recurring_duties_fall_due_after_their_period(text, days):
    assert _occurrences(text) == days


def test_monthly_duties_move_off_rest_days():
    days = _occurrences("每月")

    assert [(d.month, d.day) for d in days] == [
        (1, 15),
        (2, 24),  # 02-15 … 02-23 春节
        (3, 16),
        (4, 15),
        (5, 15),
        (6, 15),
        (7, 15),
        (8, 17),
        (9, 15),
        (10, 15),
        (11, 16),
        (12, 15),
    ]


def test_long_grace_reaches_back_to_earlier_periods():
    rule = parse("每季度").rules[0]

    due = rule.occurrences(date(2026, 7, 1), date(2026, 7, 31), CALENDAR, grace_days=120)

    assert due == [Due(date(2026, 7, 29), provisional=False)]


def test_a_period_says_what_it_covers():
    period = parse("每季度").rules[0].periods(date(2026, 4, 1), date(2026, 4, 30), CALENDAR)

    assert [(p.first, p.last, p.due.on) for p in period] == [
        (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15))
    ]


def test_a_rhythm_in_working_days_counts_from_the_start():
    rule = parse("每20个工作日更新").rules[0]

    days = [due.on for due in rule.occurrences(date(2026, 2, 12), date(2026, 4, 30), CALENDAR)]

    assert days == [date(2026, 3, 18), date(2026, 4, 16)]


def test_school_terms_are_in_no_calendar():
    assert _occurrences("每学期") == []
