"""The second, small township of the demonstration, behind a switch: three offices, three villages, thirty items."""

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.law.workdays import WorkCalendar
from gongkai.demo.office import Person
from gongkai.demo.places import HOURS, UnitFacts, VillageFacts
from gongkai.demo.story import Cell, Piece, Sheet

PROFILE = {
    "prefix": "meilan",
    "name": "梅澜乡人民政府",
    "short_name": "梅澜乡",
    "county_name": "砚溪县",
    "site_name": "梅澜乡政务公开",
    "organizer": "梅澜乡人民政府",
    "site_domain": "meilan.yanxi.example",
    "phone": "0000-8890101",
    "email": "gongkai@meilan.yanxi.example",
    "address": "砚溪县梅澜乡澜街 1 号",
    "postcode": "000000",
    "office_hours": HOURS,
    "site_code": "0000000002",
    "credit_code": "11000000MBDEMOML02",
    "county_url": "https://www.yanxi.example/zwgk/",
}
UNITS = (
    UnitFacts("综合办", UnitKind.OFFICE, "贺兰舟", "贺兰舟", "0000-8890101", "梅澜乡澜街 1 号", "负责文电、政务公开、档案和后勤。", "党政综合办公室"),
    UnitFacts("民生办", UnitKind.OFFICE, "苏砚秋", "贺兰舟", "0000-8890110", "梅澜乡澜街 1 号", "负责民政、社会救助、社保和便民服务。", "民生服务办公室"),
    UnitFacts("农业办", UnitKind.OFFICE, "简牧之", "贺兰舟", "0000-8890120", "梅澜乡澜街 1 号", "负责农业农村、林业、水利和项目建设。", "农业农村办公室"),
)  # fmt: skip
VILLAGES = (
    VillageFacts("梅澜村", "卓清和", 298, 1120, 8, 1050, 6200, 28, 30, False, "梅澜、河湾", "以茶叶和水稻为主，是乡政府所在地。"),
    VillageFacts("云坳村", "卓远山", 187, 702, 6, 640, 9100, 24, 30, False, "云坳、上坳", "山高林密，毛竹资源丰富。"),
    VillageFacts("月湾村", "米秋实", 226, 854, 7, 880, 3300, 22, 30, False, "月湾、滩头", "临溪而居，种植脐橙 300 亩。"),
)  # fmt: skip
STAFF = (
    Person("bianji", "康小渔", "综合办干事", Role.EDITOR),
    Person("shenhe", "贺兰舟", "综合办主任", Role.SECTION_HEAD),
    Person("guanli", "乔伯言", "系统管理员", Role.ADMIN),
)

# Item, unit, title, text; {v} village, {q} quarter, {n} a figure.
_TEXTS = (
    ("c-guide-1", "综合办", "梅澜乡人民政府政府信息公开指南", "申请政府信息公开，可以当面提交或者邮政寄送到梅澜乡澜街 1 号综合办公室，电话 0000-8890101。收到申请之日起 20 个工作日内答复，不收取费用。已主动公开的信息可在本网站和乡便民服务中心查阅。"),
    ("c-20-2-2", "综合办", "梅澜乡内设机构一览", "乡政府设党政综合办公室、民生服务办公室、农业农村办公室，办公时间为工作日 8:30—12:00、14:30—17:30，负责人和电话见机构和村页面。"),
    ("d05-006", "民生办", "梅澜乡{q}低保资金发放情况", "本期发放最低生活保障金 {n}人，按月打卡到户。网上只公布人数，名单在各村公示栏公示。举报电话 0000-8890110。"),
    ("d05-013", "民生办", "梅澜乡{q}临时救助审批结果", "本期审批临时救助 {n}人次，主要用于重病和意外伤害家庭。申请请向村委会或者乡民生服务办公室提出，急难情况先行救助。"),
    ("d19-002", "农业办", "{v}耕地地力保护补贴面积公示", "{v}申报补贴面积已核实，共 {n}0 亩。分户面积在村公示栏张贴，公示 7 日。异议反映电话 0000-8890120。"),
    ("d10-005", "民生办", "{v}城乡居民养老保险参保情况", "{v}参保 {n}0 人，未参保人员可到村便民服务站登记，多缴多得、长缴多得，政府给予补贴。"),
    ("d23-010", "农业办", "{v}应急避险点公告", "{v}避险点设在村党群服务中心，可容纳 {n} 人，汛期 24 小时开放。接到转移通知请听从安排，不要返回取财物。"),
    ("d02-020", "农业办", "{v}集体山林发包结果公示", "{v}集体山林 {n} 亩经公开竞价发包，期限 10 年，收入缴入村集体账户，收支按季公布。公示期 5 日。"),
    ("d21-022", "民生办", "{v}老年人免费体检通知", "65 岁及以上老年人免费体检将到{v}开展，请空腹参加，带身份证。行动不便的由家庭医生上门。预计 {n} 人。"),
    ("d08-001", "综合办", "梅澜乡财政预算（{q}）", "支出预算按照保基本民生、保工资、保运转的顺序安排，没有安排公务用车购置。三公经费比上年下降，具体表格见附件。"),
)  # fmt: skip


def tell(*, until: date, start: date, calendar: WorkCalendar) -> Iterator[Piece]:
    """Thirty pieces, spread evenly over the two years."""
    span = (until - start).days - 30
    for number in range(30):
        item, unit, title, text = _TEXTS[number % len(_TEXTS)]
        on = calendar.roll(start + timedelta(days=5 + span * number // 30))
        village = VILLAGES[(number // len(_TEXTS)) % 3].name
        facts = {
            "v": village,
            "q": f"{on.year}年第{'一二三四'[(on.month - 1) // 3]}季度",
            "n": 40 + number * 3,
        }
        renewed = "" if "{" in title or number < len(_TEXTS) else f"（{on.year}年{on.month}月更新）"
        rows: list[list[Cell]] = [
            ["科目", "金额（万元）"],
            ["收入", 812.0 + number],
            ["支出", 812.0 + number],
        ]
        files = (Sheet(f"梅澜乡预算表{number}.xlsx", "梅澜乡预算表", rows),) if item == "d08-001" else ()
        yield Piece(
            item,
            unit,
            title.format(**facts) + renewed,
            on,
            text.format(**facts),
            lag=2 + number % 4,
            files=files,
        )
