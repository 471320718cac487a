"""The fictional township of Wanghe: units, villages, officials. No name, number or address is of a real place."""

from dataclasses import dataclass

from catalog.law.vocabulary import UnitKind

HOURS = "工作日 8:30—12:00，14:30—17:30（冬季下午 14:00—17:00）"

PROFILE = {
    "prefix": "wanghe",
    "name": "望禾镇人民政府",
    "short_name": "望禾镇",
    "county_name": "砚溪县",
    "site_name": "望禾镇政务公开",
    "organizer": "望禾镇人民政府",
    "site_domain": "wanghe.yanxi.example",
    "phone": "0000-8880101",
    "fax": "0000-8880102",
    "email": "gongkai@wanghe.yanxi.example",
    "address": "砚溪县望禾镇禾街 18 号",
    "postcode": "000000",
    "office_hours": HOURS,
    "site_code": "0000000001",
    "icp_no": "演示ICP备00000000号",
    "police_no": "演示公网安备00000000000001号",
    "credit_code": "11000000MBDEMOWH01",
    "county_url": "https://www.yanxi.example/zwgk/",
}

OFFICIALS = {
    "镇长": "周禾生",
    "副镇长（农业）": "林见川",
    "副镇长（社会事务）": "罗织云",
    "副镇长（经济、建设）": "何青砚",
    "党委委员（平安法治）": "沈路平",
    "党委委员（综合）": "温知夏",
}


@dataclass(frozen=True)
class UnitFacts:
    """One office or station as it stands on the unit page."""

    name: str
    kind: UnitKind
    leader: str
    in_charge: str
    phone: str
    address: str
    duties: str
    full_name: str = ""


_YARD = "望禾镇禾街 18 号镇政府院内"
UNITS = (
    UnitFacts("党政综合办", UnitKind.OFFICE, "江若谷", "温知夏", "0000-8880101", f"{_YARD} 2 楼", "负责机关文电、会务、政务公开、信息、档案、保密、督查和机关后勤；承担政府信息公开申请的受理、登记和答复协调。", "党政综合办公室"),
    UnitFacts("社会事务办", UnitKind.OFFICE, "方小满", "罗织云", "0000-8880110", f"{_YARD} 1 楼", "负责民政、社会救助、养老、残疾人、教育、文化、卫生健康、医疗保障和退役军人以外的社会事务；指导村（居）民自治和村务公开。", "社会事务办公室"),
    UnitFacts("经济发展办", UnitKind.OFFICE, "顾远帆", "何青砚", "0000-8880115", f"{_YARD} 3 楼", "负责经济发展规划、项目建设、统计、招商、村镇规划建设、农村危房改造、自然资源协管和生态环境协管。", "经济发展办公室"),
    UnitFacts("平安法治办", UnitKind.OFFICE, "石敬亭", "沈路平", "0000-8880120", f"{_YARD} 3 楼", "负责综治、信访、人民调解、法治宣传、公共法律服务、安全生产监督、应急管理、防汛抗旱和森林防火。", "平安法治办公室"),
    UnitFacts("综合行政执法队", UnitKind.INSTITUTION, "段云起", "沈路平", "0000-8880125", "望禾镇禾街 46 号", "以镇人民政府名义开展县政府赋权范围内的行政处罚、行政强制和日常巡查，重点是村镇建设、市容环卫、秸秆禁烧和占道经营。"),
    UnitFacts("财政所", UnitKind.INSTITUTION, "钱守拙", "何青砚", "0000-8880130", f"{_YARD} 2 楼", "负责镇级预算编制和执行、决算、惠民惠农补贴“一卡通”发放、村级财务委托代理和政府采购管理。"),
    UnitFacts("农业农村服务中心", UnitKind.INSTITUTION, "田望舒", "林见川", "0000-8880135", "望禾镇禾街 60 号", "负责农业技术推广、动物防疫、农机、农田水利、林业和河长制日常工作，承担农村土地承包、流转和宅基地管理的事务性工作。"),
    UnitFacts("便民服务中心", UnitKind.INSTITUTION, "纪春和", "罗织云", "0000-8880140", "望禾镇禾街 20 号", "统一受理社会保险、医疗保险、就业、社会救助、户籍协助和涉农证明等事项，指导 12 个村（社区）便民服务站代办帮办。"),
    UnitFacts("退役军人服务站", UnitKind.INSTITUTION, "卫长宁", "罗织云", "0000-8880145", "望禾镇禾街 20 号便民服务中心 3 号窗口", "负责退役军人信息采集、优待证申领、走访慰问、就业创业帮扶和权益维护。"),
    UnitFacts("派出所", UnitKind.STATION, "岳守望", "沈路平", "0000-8880150", "望禾镇禾街 72 号", "负责辖区治安管理、户籍和居民身份证、居住证业务，参与矛盾纠纷调处。", "望禾派出所"),
    UnitFacts("卫生院", UnitKind.STATION, "白芷宁", "罗织云", "0000-8880160", "望禾镇杏林路 3 号", "承担基本医疗、国家基本公共卫生服务、预防接种、家庭医生签约和村卫生室管理。", "望禾镇卫生院"),
)  # fmt: skip


@dataclass(frozen=True)
class VillageFacts:
    """One village: figures that the texts build on. arable, forest in mu; poor: persons in 低保; solar in kW."""

    name: str
    leader: str
    households: int
    residents: int
    groups: int
    arable: int
    forest: int
    poor: int
    solar: int
    late: bool
    hamlets: str
    feature: str

    @property
    def short(self) -> str:
        return self.name.removesuffix("村").removesuffix("社区")

    @property
    def introduction(self) -> str:
        land = f"耕地 {self.arable:,} 亩、山林 {self.forest:,} 亩，" if self.arable else ""
        kind = "村" if self.arable else "社区"
        return (
            f"{self.name}辖{self.hamlets}等 {self.groups} 个{'村民小组' if self.arable else '居民小组'}，"
            f"{self.households} 户 {self.residents:,} 人，{land}{self.feature}"
            f"{kind}便民服务站设在{kind}部，工作日有人值守，代办医保缴费、养老资格认证、救助申请等事项。"
        )


VILLAGES = (
    VillageFacts("上坪村", "余开山", 412, 1586, 11, 1820, 6400, 46, 60, False, "上坪、老屋场、枫树坳", "以双季稻和高山蔬菜为主，村里办有一家蔬菜合作社。"),
    VillageFacts("下坪村", "万庭芳", 386, 1472, 10, 1935, 3100, 39, 60, False, "下坪、新屋里、河背", "临望禾河，稻田集中连片，建有高标准农田 1,200 亩。"),
    VillageFacts("莲塘村", "叶照水", 455, 1733, 12, 2140, 1850, 51, 80, False, "莲塘、荷叶垄、周家边", "种植白莲 600 亩，每年七月办赏荷节。"),
    VillageFacts("石桥村", "尹达观", 338, 1264, 9, 1410, 4200, 35, 40, False, "石桥、桥头、石岭下", "村口有清代三孔石桥一座，列入县级文物保护点。"),
    VillageFacts("樟坑村", "骆向松", 276, 1018, 8, 960, 9800, 42, 40, False, "樟坑、里坑、外坑", "山林面积大，毛竹和油茶是主要收入来源。"),
    VillageFacts("岭背村", "柯守林", 251, 936, 7, 870, 11200, 48, 30, False, "岭背、上岭、牛栏窝", "海拔较高，是全镇森林防火重点村，村集体有公益林 5,300 亩。"),
    VillageFacts("桐岭村", "桑延龄", 298, 1107, 8, 1120, 7600, 37, 50, False, "桐岭、油桐坑、半山", "油茶基地 1,500 亩，办有村级榨油坊。"),
    VillageFacts("溪口村", "程问渠", 421, 1620, 11, 1690, 2900, 44, 60, False, "溪口、渡头、沙洲", "位于两溪汇合处，是防汛重点村，养殖草鱼、鲢鱼 180 亩。"),
    VillageFacts("竹园村", "管清节", 264, 987, 7, 905, 5700, 33, 40, True, "竹园、竹山下、大垅", "以毛竹加工和劳务输出为主。"),
    VillageFacts("茶亭村", "闵香远", 319, 1196, 9, 1230, 4800, 36, 50, False, "茶亭、茶山、凉亭背", "老茶园改造 700 亩，村集体入股一家制茶厂。"),
    VillageFacts("古井村", "汲长源", 287, 1075, 8, 1340, 2600, 40, 40, True, "古井、井头、塘唇", "村中古井常年不涸，烟叶和水稻轮作。"),
    VillageFacts("禾街社区", "易新晴", 690, 2384, 9, 0, 0, 58, 0, False, "禾街、杏林路、河堤路", "是镇政府所在地，有集镇农贸市场一个、学校两所。"),
)  # fmt: skip

LATE = tuple(v.name for v in VILLAGES if v.late)
VILLAGE_PHONES = {v.name: f"0000-88802{i:02d}" for i, v in enumerate(VILLAGES, start=1)}


def tel(unit: str) -> str:
    """“社会事务办（电话 0000-8880110）”, or of a village."""
    phones = {facts.name: facts.phone for facts in UNITS} | VILLAGE_PHONES
    return f"{unit}（电话 {phones[unit]}）"
