"""Social assistance, old-age services, jobs, social and medical insurance, housing support: head counts and amounts."""

from collections.abc import Iterator

from gongkai.demo.places import tel
from gongkai.demo.story import Cell, Paper, Piece, Sheet, World, money, short_day, table, total_row

OFFICE = "社会事务办"
HALL = "便民服务中心"
QUARTERS = ((1, "第一季度", 4), (2, "第二季度", 7), (3, "第三季度", 10), (4, "第四季度", 1))


def pieces(w: World) -> Iterator[Piece]:
    for year in w.years:
        yield from _allowance(w, year)
        yield from _destitute(w, year)
        yield from _temporary(w, year)
        yield from _old_age(w, year)
        yield from _jobs(w, year)
        yield from _pensions(w, year)
        yield from _medical(w, year)
        yield from _veterans(w, year)


def _allowance(w: World, year: int) -> Iterator[Piece]:
    for quarter, label, month in QUARTERS:
        on = w.on(year + (month == 1), month, 12)
        per = 372 + (year - 2023) * 18
        body: list[list[Cell]] = []
        for v in w.villages:
            persons = v.poor + w.n(-3, 3)
            body.append([v.name, round(persons * 0.62), persons, persons * per * 3])
        rows: list[list[Cell]] = [
            ["村（社区）", "户数", "人数", "季度发放金额（元）"],
            *body,
            total_row("合计", body),
        ]
        new, out = w.n(1, 5), w.n(1, 6)
        yield Piece("d05-006", OFFICE, f"望禾镇{year}年{label}农村低保对象和资金发放情况", on, f"""
        {year} 年{label}，全镇享受最低生活保障 {money(int(rows[-1][1]))} 户 {money(int(rows[-1][2]))} 人，发放保障金 {money(int(rows[-1][3]))} 元，按月通过“一卡通”发放。
        {table(rows)}
        本季度新增 {new} 户，退出 {out} 户，退出原因主要是{w.pick("家庭成员就业后收入增加", "重新核算后人均收入超过标准", "保障对象去世")}。
        为保护个人隐私，网上只公布人数和金额，保障对象名单在所在村（社区）公示栏长期公示，不公开身份证号码、银行账号和患病情况。
        如发现不符合条件享受低保的，请实名举报，查实后停发并追回。联系：{tel(OFFICE)}。
        """, theme="社会救助", lag=w.n(2, 7), files=(Sheet(f"{year}年{label}低保发放汇总表.xlsx", f"望禾镇{year}年{label}农村低保发放汇总表", rows, "标准由县民政部门公布，按补差方式发放。"),))  # fmt: skip
        if quarter in (1, 3):
            applied = w.n(9, 18)
            agreed = applied - w.n(1, 4)
            yield Piece("d05-005", OFFICE, f"望禾镇{year}年{label}新申请低保审核情况公示", w.on(year, month - 1, 22), f"""
            {year} 年{label}，我镇受理低保申请 {applied} 户，经入户调查、信息核对、民主评议，拟同意 {agreed} 户，不同意 {applied - agreed} 户。
            # 一、审核依据
            共同生活的家庭成员人均收入低于当地低保标准，且家庭财产状况符合规定。
            # 二、不同意的主要原因
            {w.pick("家庭有商品房或者经营性用车", "法定赡养人有赡养能力", "申请人在城镇有稳定工作收入")}；镇里已逐户送达书面告知，并讲明可以申请复查。
            # 三、公示
            拟同意对象名单自{short_day(w.on(year, month - 1, 22))}起在所在村（社区）公示 7 个工作日，网上公示人数。有异议请在公示期内向村委会或者{tel(OFFICE)}提出。
            """, lag=w.n(1, 2))  # fmt: skip
    yield Piece("d05-002", OFFICE, f"望禾镇{year}年低保对象年度复核工作公告", w.on(year, 11, 4), f"""
    按照动态管理要求，我镇自{short_day(w.on(year, 11, 6))}起对全部在册低保对象开展年度复核，现将有关事项公告如下。
    1. 复核内容：家庭人口、收入、财产、劳动力和赡养情况变化；
    2. 复核方式：信息系统比对与入户走访相结合，两人一组，走访时出示工作证；
    3. 时间：{short_day(w.on(year, 11, 6))}至 12 月 10 日，卧病在床、行动不便的不要求到场；
    4. 结果：符合条件的继续保障，收入变化的调整补差，不再符合条件的按程序退出并书面告知。
    请保障对象如实说明家庭变化。复核不收取任何费用，不要求提供银行卡密码。
    监督举报：{tel(OFFICE)}。
    """, doc="望府字", theme="社会救助", lag=w.n(1, 2))  # fmt: skip


def _destitute(w: World, year: int) -> Iterator[Piece]:
    for half, month in (("上半年", 7), ("下半年", 1)):
        on = w.on(year + (month == 1), month, 16)
        body: list[list[Cell]] = [[v.name, 1 + v.poor // 8 + w.n(0, 1), w.n(0, 2)] for v in w.villages]
        body = [[*row, int(row[1]) * 5860 + int(row[2]) * 7320] for row in body]
        rows: list[list[Cell]] = [
            ["村（社区）", "分散供养（人）", "集中供养（人）", "供养资金（元）"],
            *body,
            total_row("合计", body),
        ]
        yield Piece("d05-010", OFFICE, f"望禾镇{year}年{half}特困人员救助供养情况", on, f"""
        {year} 年{half}特困人员救助供养情况公布如下，按村汇总，不公布个人信息。
        {table(rows)}
        分散供养对象由村里落实照料护理人，签订服务协议，镇里每季度走访一次；集中供养对象入住镇敬老院。护理补贴按照自理能力评估等级另行发放。
        敬老院欢迎监督，探访时间为每日 9:00—11:00、15:00—17:00。电话：{tel(OFFICE)}。
        """, theme="社会救助", lag=w.n(2, 8))  # fmt: skip


def _temporary(w: World, year: int) -> Iterator[Piece]:
    for _, label, month in QUARTERS:
        on = w.on(year + (month == 1), month, 20)
        kinds = ("重病", "意外伤害", "火灾等突发事件", "子女就学", "其他基本生活困难")
        body: list[list[Cell]] = [[kind, w.n(1, 7)] for kind in kinds]
        body = [[*row, int(row[1]) * w.n(8, 30) * 100] for row in body]
        rows: list[list[Cell]] = [["救助类型", "人次", "金额（元）"], *body, total_row("合计", body)]
        yield Piece("d05-013", OFFICE, f"望禾镇{year}年{label}临时救助审批结果", on, f"""
        {year} 年{label}，全镇审批临时救助 {rows[-1][1]} 人次，发放救助金 {money(int(rows[-1][2]))} 元。
        {table(rows)}
        {money(2000)} 元以下的由镇人民政府审批，超过的报县民政局审批。情况紧急的先行救助，事后补办手续。
        申请临时救助不需要跑县城，向村（居）委会提出即可，也可以直接到镇便民服务中心 2 号窗口。{tel(OFFICE)}。
        """, theme="社会救助", lag=w.n(2, 7))  # fmt: skip
    households = w.n(260, 340)
    yield Piece("d05-013", OFFICE, f"望禾镇{year}年春节走访慰问困难群众情况", w.on(year, 1, 20), f"""
    春节前，镇村干部分组走访慰问困难群众，现将慰问对象和资金物资情况公开如下。
    | 类别 | 户（人）数 | 标准（元） | 金额（元） |
    | 低保、特困家庭 | {households} | 300 | {money(households * 300)} |
    | 困难老党员、老干部 | 46 | 500 | {money(46 * 500)} |
    | 困难残疾人家庭 | 58 | 300 | {money(58 * 300)} |
    | 合计 | {households + 104} |  | {money(households * 300 + 46 * 500 + 58 * 300)} |
    资金来源为县级慰问金和镇级预算，大米、食用油等物资由爱心企业捐赠，已全部送到户。发放签收表保存在社会事务办，可以查阅。
    走访中收集到困难诉求 {w.n(18, 40)} 件，已转有关单位办理。
    """, lag=w.n(2, 5))  # fmt: skip


def _old_age(w: World, year: int) -> Iterator[Piece]:
    for quarter, label, month in QUARTERS:
        if quarter % 2:
            continue
        on = w.on(year + (month == 1), month, 24)
        a, b, c = w.n(420, 470), w.n(88, 110), w.n(2, 5)
        yield Piece("d06-009", OFFICE, f"望禾镇{year}年{label}高龄津贴发放情况", on, f"""
        {year} 年{label}高龄津贴已发放到位，情况如下。
        | 年龄段 | 人数 | 月标准（元） | 季度金额（元） |
        | 80—89 周岁 | {a} | 50 | {money(a * 150)} |
        | 90—99 周岁 | {b} | 100 | {money(b * 300)} |
        | 100 周岁以上 | {c} | 300 | {money(c * 900)} |
        | 合计 | {a + b + c} |  | {money(a * 150 + b * 300 + c * 900)} |
        年满 80 周岁的老年人，本人或者家属带身份证、户口簿到村便民服务站登记，次月起计发。镇里每季度与公安、卫健数据比对，老人去世的请家属在一个月内告知。
        不需要老人拍照、按指纹“证明活着”。行动不便的，村干部上门办理。{tel(OFFICE)}。
        """, theme="养老服务", lag=w.n(2, 8))  # fmt: skip
    v = w.some(2)
    yield Piece("d06-005", OFFICE, f"望禾镇{year}年老年助餐点运营补贴公示", w.on(year, 10, 21), f"""
    目前全镇有老年助餐点 3 个，{year} 年前三季度运营补贴拟按实际就餐人次核定，现予公示。
    | 助餐点 | 就餐人次 | 补贴标准（元/人次） |
    | {v[0].name}助餐点 | {money(w.n(30, 52) * 100)} | 2 |
    | {v[1].name}助餐点 | {money(w.n(26, 48) * 100)} | 2 |
    | 禾街社区助餐点 | {money(w.n(60, 88) * 100)} | 2 |
    午餐对 70 周岁以上老人每餐收费 4 元，特困老人免费。食材来源和每周菜谱在助餐点张贴。
    对就餐人次有异议，可在 7 日内向{tel(OFFICE)}反映。
    """, lag=w.n(1, 5))  # fmt: skip


JOBS = (
    ("砚溪禾川竹制品厂", "缝制工、包装工", "3,200—4,800"), ("望禾农产品加工点", "分拣工", "按件计酬，日均 110—150"),
    ("砚溪云岭环境服务有限公司", "保洁员、驾驶员", "2,300—4,500"), ("砚溪青石电子配件厂", "插件工、质检员", "3,500—5,200"),
    ("望禾山川种养专业合作社", "田间管理工", "日工资 120"), ("砚溪县城家政服务部", "护工、月嫂", "4,000—7,000"),
)  # fmt: skip


def _jobs(w: World, year: int) -> Iterator[Piece]:
    for month, title in ((2, "春季"), (5, "夏季"), (8, "返乡人员"), (11, "冬季")):
        chosen = w.rng.sample(JOBS, 4)
        rows: list[list[Cell]] = [["用人单位", "岗位", "人数", "月薪（元）"]]
        rows += [[firm, post, w.n(3, 20), pay] for firm, post, pay in chosen]
        yield Piece("d09-002", HALL, f"望禾镇{year}年{title}招聘岗位信息", w.on(year, month, 11), f"""
        便民服务中心收集到一批离家近、可以照顾老人孩子的岗位，供有就业意愿的村民选择。
        {table(rows)}
        # 求职怎么办
        1. 到村便民服务站登记，或者直接到镇便民服务中心 4 号窗口；
        2. 需要培训的，可先参加免费技能培训；
        3. 面试由用人单位安排，中心不收取任何费用。
        请注意：要求先交押金、扣押身份证的岗位不可信，可以向我们反映。{tel(HALL)}。
        """, lag=w.n(1, 3), files=(Sheet(f"{year}年{title}招聘岗位表.csv", "招聘岗位", rows),) if month in (2, 8) else ())  # fmt: skip
    yield Piece("d09-009", HALL, f"望禾镇{year}年“春风行动”专场招聘会公告", w.on(year, 2, 14), f"""
    为方便返乡人员就近就业，定于{short_day(w.on(year, 2, 24))}上午 9:00 在禾街农贸市场广场举办“春风行动”专场招聘会。
    - 参会单位：县内企业 {w.n(16, 28)} 家，提供岗位 {w.n(420, 760)} 个；
    - 现场服务：政策咨询、技能培训报名、劳动维权、社保卡业务；
    - 交通：各村可乘公交班车到“禾街”站，{w.one().name}等偏远村由村里统一安排车辆，不收费。
    求职者带身份证即可，不需要提前报名。联系：{tel(HALL)}。
    """, lag=w.n(1, 3))  # fmt: skip
    posts = w.n(14, 22)
    yield Piece("d09-017", HALL, f"望禾镇{year}年公益性岗位拟聘人员公示", w.on(year, 4, 15), f"""
    经本人申请、村级推荐、镇级审核，拟安排 {posts} 名就业困难人员到公益性岗位，现予公示。
    | 岗位 | 人数 | 月补贴（元） |
    | 保洁员 | {posts - 7} | 800 |
    | 护林员 | 4 | 800 |
    | 河道巡查员 | 3 | 800 |
    拟聘人员：张*明、刘*香、胡*根、陈*英、邹*生、温*妹等 {posts} 人，完整名单在所在村公示栏公示。
    岗位期限一年，按月考勤，补贴由财政所代发。公示期 7 日，有异议请实名反映：{tel(HALL)}。
    """, lag=w.n(1, 2), days=7)  # fmt: skip
    yield Piece("d09-005", HALL, f"望禾镇{year}年下半年职业技能培训班报名通知", w.on(year, 9, 3), f"""
    镇便民服务中心联合县定点培训机构，面向农村劳动者开办免费培训班。
    | 工种 | 时间 | 名额 |
    | {w.pick("中式烹调", "养老护理")} | 9 月下旬，7 天 | 40 人 |
    | {w.pick("电工", "焊工")} | 10 月中旬，10 天 | 30 人 |
    | {w.pick("直播销售", "竹编工艺")} | 11 月上旬，5 天 | 30 人 |
    培训合格的发给证书，脱贫劳动力按规定享受培训期间生活费补贴。报名地点：镇便民服务中心 4 号窗口，{tel(HALL)}。
    """, lag=w.n(1, 3))  # fmt: skip


def _pensions(w: World, year: int) -> Iterator[Piece]:
    yield Piece("d10-018", HALL, f"望禾镇{year}年城乡居民养老保险待遇资格认证提醒", w.on(year, 3, 11), f"""
    领取城乡居民养老金的人员每 12 个月内应完成一次资格认证。为减少跑腿，提醒如下。
    1. 不用集中排队：通过医保就诊、乘车、社保卡使用等数据比对能确认的，系统自动认证；
    2. 未能自动认证的全镇约 {w.n(180, 320)} 人，由村协办员电话联系本人或者家属；
    3. 会用手机的，可以在家自助认证；不会用的，到村便民服务站代办；
    4. 卧床、失能的老人，村干部上门办理。
    认证期满未完成的暂缓发放，补办后补发，不会少一分钱。咨询：{tel(HALL)}。
    """, lag=w.n(1, 4))  # fmt: skip
    insured = 7400 + (year - 2023) * 45
    yield Piece("d10-005", HALL, f"望禾镇{year}年城乡居民基本养老保险参保缴费情况", w.on(year, 12, 17), f"""
    截至 {year} 年 11 月底，全镇城乡居民基本养老保险参保 {money(insured)} 人，其中缴费 {money(insured - 3120)} 人，领取待遇 {money(3120)} 人。
    - 最低缴费档次每年 200 元，最高 5,000 元，多缴多得、长缴多得；
    - 政府对缴费给予补贴，低保、特困和重度残疾人由政府代缴最低档；
    - 本年办理参保登记 {w.n(90, 160)} 人，转移接续 {w.n(12, 30)} 人，注销 {w.n(70, 120)} 人。
    缴费可以在手机银行、信用社网点和村便民服务站办理，缴费凭证请妥善保存。{tel(HALL)}。
    """, lag=w.n(2, 6))  # fmt: skip
    yield Piece("d10-062", HALL, f"{year}年社会保障卡进村集中办理安排", w.on(year, 5, 19), f"""
    为方便老人和儿童，合作银行流动服务车将到各村集中办理社会保障卡申领、激活、补换卡，时间安排如下。
    {table([["日期", "村", "地点"], *[[short_day(w.on(year, 6, 2 + 2 * i)), v.name, f"{v.name}党群服务中心"] for i, v in enumerate(w.some(6))]])}
    请带身份证（儿童带户口簿）。当场制卡，首次办理不收费。错过的可以随时到镇便民服务中心 1 号窗口办理。{tel(HALL)}。
    """, lag=w.n(1, 4))  # fmt: skip


def _medical(w: World, year: int) -> Iterator[Piece]:
    fee = 400
    nxt = year + 1
    leaflet = f"""
    谁来参保：未参加职工医保的村（居）民，新生儿出生后 90 天内参保。
    缴多少：{nxt} 年度个人缴费每人 {fee} 元，财政另有补助。
    什么时候缴：{year} 年 9 月 15 日至 12 月 31 日。
    怎么缴：手机、银行网点、村便民服务站代办。
    谁有资助：特困人员全额资助，低保对象、防止返贫监测对象定额资助。
    提醒：不参保，次年看病报销要自己承担；参保自愿，不得强迫、不得摊派。
    """
    yield Piece("c-20-11-1", HALL, f"{nxt}年度城乡居民基本医疗保险缴费通知", w.on(year, 9, 10), f"""
    {nxt} 年度城乡居民基本医疗保险集中缴费期即将开始，现将有关事项通知如下。
    # 一、缴费时间和标准
    {year} 年 9 月 15 日至 12 月 31 日，个人缴费每人 {fee} 元。
    # 二、资助对象
    特困人员全额资助；低保对象、防止返贫监测对象按规定定额资助，系统自动减免，不需要先交后退。
    # 三、缴费方式
    1. 手机支付平台或者银行网点；
    2. 村便民服务站代办，当场打印凭证；
    3. 外出务工人员可以由家人代缴，也可以在居住地参保，不重复参保。
    # 四、待遇
    住院、门诊慢性病和“两病”用药按规定报销；连续参保的，提高大病保险支付限额。
    各村不得以任何理由强制缴费，不得垫资冲抵，发现问题请反映：{tel(HALL)}。
    """, theme="医疗保障", lag=w.n(1, 2), files=(Paper(f"{nxt}年度城乡居民医保缴费明白纸.pdf", "城乡居民医保缴费明白纸", leaflet), Paper(f"{nxt}年度医保缴费大喇叭广播稿.txt", "医保缴费大喇叭广播稿", leaflet)))  # fmt: skip
    total = sum(v.residents for v in w.villages)
    for month, share in ((10, 38), (11, 66), (12, 91)):
        done = total * (share + w.n(-3, 3)) // 100
        yield Piece("c-20-11-1", HALL, f"望禾镇{nxt}年度城乡居民医保缴费进展（截至{month}月上旬）", w.on(year, month, 9), f"""
        截至{short_day(w.on(year, month, 9))}，全镇已有 {money(done)} 人完成 {nxt} 年度城乡居民医保缴费，占应参保人数的 {done * 100 // total}%。
        - 已资助特困、低保和监测对象 {w.n(520, 580)} 人；
        - {w.pick("外出务工人员较多的村进展较慢，村里正通过电话提醒", "高龄老人由村便民服务站上门代办", "学校已提醒家长为在校学生参保")}；
        - 重复参保疑点 {w.n(12, 40)} 人，正在核实，核实后多缴的退费。
        缴费进展只用于安排服务，不对村排名。未参保的村民如有疑问，欢迎到便民服务站了解。{tel(HALL)}。
        """, lag=w.n(1, 3))  # fmt: skip


def _veterans(w: World, year: int) -> Iterator[Piece]:
    station = "退役军人服务站"
    yield Piece("c-20-11-1", station, f"望禾镇{year}年“八一”走访慰问和优待证办理情况", w.on(year, 7, 29), f"""
    “八一”建军节前，退役军人服务站走访慰问优抚对象和困难退役军人 {w.n(48, 76)} 人，发放慰问金 {money(w.n(24, 40) * 1000)} 元，悬挂光荣牌 {w.n(3, 9)} 块。
    # 优待证办理
    退役军人和“三属”可持身份证、退役证件、近期照片到 3 号窗口申领优待证，行动不便的上门采集，全程不收费。
    # 春秋季征兵
    应征报名采用网上报名，镇武装部提供政策咨询。廉洁征兵，举报电话：{tel(station)}。
    """, lag=w.n(1, 3))  # fmt: skip
    yield Piece("c-21-8-1", station, f"望禾镇{year}年优抚对象定期抚恤补助发放情况", w.on(year, 12, 22), f"""
    {year} 年，全镇享受定期抚恤补助的优抚对象 {w.n(92, 118)} 人，按月足额发放，全年 {w.n(96, 142)} 万元。
    - 年度确认采用上门与自助相结合，{w.n(8, 16)} 名高龄对象由工作人员上门办理；
    - 短期疗养安排 {w.n(2, 5)} 人，医疗补助 {w.n(10, 24)} 人次；
    - 去世对象家属的丧葬补助按规定办结 {w.n(1, 4)} 件。
    对补助标准有疑问，请联系{tel(station)}。
    """, lag=w.n(2, 5))  # fmt: skip
