"""Safety at work, floods and other disasters, food, law for everyone, rumours answered."""

from collections.abc import Iterator
from datetime import timedelta

from gongkai.demo.places import OFFICIALS, tel
from gongkai.demo.story import Cell, Paper, Piece, Sheet, World, day, money, short_day, table, total_row

OFFICE = "平安法治办"
CARE = "社会事务办"


def pieces(w: World) -> Iterator[Piece]:
    yield from _standing(w)
    for year in w.years:
        yield from _floods(w, year)
        yield from _relief(w, year)
        yield from _work(w, year)
        yield from _food(w, year)
        yield from _law(w, year)
        yield from _rumour(w, year)


def _standing(w: World) -> Iterator[Piece]:
    on = w.start + timedelta(days=40)
    shelters: list[list[Cell]] = [["避险场所", "地址", "可容纳（人）", "服务村"]]
    shelters += [
        [f"{v.name}党群服务中心", v.hamlets.split("、")[0], 60 + v.groups * 8, v.name] for v in w.villages
    ]
    shelters.append(["望禾中学体育馆", "杏林路 20 号", 600, "全镇"])
    yield Piece("d23-010", OFFICE, "望禾镇应急避难场所一览", on, f"""
    全镇设应急避难场所 {len(shelters) - 1} 处，遇洪涝、地质灾害、地震等险情时开放，名单如下。
    {table(shelters)}
    每处配有饮用水、应急照明、被褥和常用药品，由村应急管理员保管钥匙，汛期 24 小时值守。
    接到转移通知，请带上身份证、常用药和老人孩子，听从村干部安排，不要返回取财物。
    """, lag=4, files=(Sheet("望禾镇应急避难场所一览表.xlsx", "望禾镇应急避难场所一览表", shelters),))  # fmt: skip
    yield Piece("d23-009", OFFICE, "望禾镇灾害信息员队伍情况", on + timedelta(days=2), f"""
    全镇有灾害信息员 26 名，其中镇级 2 名，每个村（社区）A、B 岗各 1 名，由村干部担任，姓名和值班电话在村口公示牌公布。
    职责：传达预警信息；发现险情先组织避险、再报告；灾后统计上报灾情，做到不漏、不瞒、不夸大；协助发放救灾款物并公示。
    每年汛前培训一次，配发手摇报警器、锣和强光手电。群众发现山体裂缝、房屋倾斜、河水陡涨等异常，先离开危险处，再拨打{tel(OFFICE)}。
    """, lag=5)  # fmt: skip


def _floods(w: World, year: int) -> Iterator[Piece]:
    plan = f"""
    # 一、总则
    为有效防御洪涝和地质灾害，保障人民生命财产安全，依据有关法律法规和县级预案，制定本预案。适用于本镇行政区域内洪涝、山洪、地质灾害的防御和处置。
    # 二、组织指挥
    镇防汛抗旱指挥所由镇长{OFFICIALS["镇长"]}任指挥长，下设监测预警、转移安置、抢险救援、后勤保障、医疗防疫五个组。各村设防汛责任人、预警员、转移联络员。
    # 三、响应分级
    - 四级响应：县气象部门发布暴雨蓝色预警，加强值守巡查；
    - 三级响应：黄色预警或者望禾河水位超警戒，危险区老弱先行转移；
    - 二级响应：橙色预警，危险区人员全部转移；
    - 一级响应：红色预警或者发生重大险情，停课停工停业，全力抢险。
    # 四、转移避险
    落实“谁组织、转移谁、何时转移、转到哪里、不擅自返回”五个关键环节。夜间强降雨提前在天黑前转移。
    # 五、灾后处置
    排查房屋、道路、电力、饮水，开展消杀，统计灾情，及时发放救助款物并公示。
    # 六、附则
    本预案每年汛前修订一次，由平安法治办负责解释。
    """
    villages = w.some(3)
    yield Piece(
        "c-20-12-1",
        OFFICE,
        f"望禾镇防汛应急预案（{year}年修订）",
        w.on(year, 3, 24),
        plan,
        doc="望府发",
        theme="应急管理",
        lag=w.n(1, 3),
        files=(
            Paper(f"望禾镇防汛应急预案（{year}年修订）.pdf", f"望禾镇防汛应急预案（{year}年修订）", plan),
        ),
    )
    for month, dom in ((5, 20), (6, 10), (6, 24)):
        rain = w.n(60, 140)
        yield Piece("c-20-12-2", OFFICE, f"关于防御{short_day(w.on(year, month, dom))}强降雨的紧急提示", w.on(year, month, dom), f"""
        据气象部门预报，未来 24 小时我镇有{w.pick("大到暴雨", "暴雨、局部大暴雨", "强降雨并伴有雷电大风")}，累计雨量可达 {rain} 毫米。经会商，镇防汛抗旱指挥所决定自即时起启动{"三" if rain > 100 else "四"}级应急响应。
        1. {villages[0].name}、溪口村、石桥村沿河低洼处和切坡建房户，今晚 {w.n(18, 20)}:00 前完成转移；
        2. 山塘、水库巡查员每 {w.n(1, 2)} 小时巡查一次，低于汛限水位运行；
        3. 学校、敬老院、在建工地落实专人值守，停止露天作业；
        4. 请不要在河道边停留、捕鱼，不要冒险涉水过桥。
        被转移群众由所在村党群服务中心安置，提供饮食和被褥。24 小时值班电话 0000-8880101。
        """, lag=0)  # fmt: skip
    moved = w.n(60, 240)
    yield Piece("c-20-12-2", OFFICE, f"{year}年6月强降雨防御应对情况通报", w.on(year, 6, 29), f"""
    6 月以来，我镇出现 {w.n(2, 4)} 次强降雨过程，最大 24 小时雨量 {w.n(96, 178)} 毫米。全镇共转移 {moved} 户 {moved * 3 - w.n(3, 20)} 人，无人员伤亡。
    # 受灾情况
    {villages[1].name}、{villages[2].name}等 {w.n(4, 7)} 个村受灾，农作物过水 {w.n(300, 900)} 亩，冲毁渠道 {w.n(200, 800)} 米，道路塌方 {w.n(5, 16)} 处。
    # 处置情况
    - 道路：当日抢通 {w.n(4, 12)} 处，{villages[1].name}通组路临时绕行，预计 {w.n(5, 12)} 日内恢复；
    - 供电供水：全部恢复；
    - 农业：农技人员指导排水洗苗、补种，保险机构已开始查勘；
    - 防疫：卫生院对过水区域消杀 {w.n(2, 6)} 次。
    因灾生活困难的群众可以向村委会申请救助。
    """, lag=w.n(1, 2))  # fmt: skip


def _relief(w: World, year: int) -> Iterator[Piece]:
    hit = w.some(5)
    body: list[list[Cell]] = [[v.name, w.n(3, 14), w.n(6, 40)] for v in hit]
    body = [[*row, int(row[1]) * w.n(6, 14) * 100] for row in body]
    rows: list[list[Cell]] = [["村", "救助户数", "救助人数", "金额（元）"], *body, total_row("合计", body)]
    yield Piece("d23-012", CARE, f"望禾镇{year}年洪涝灾害救助对象审定情况公示", w.on(year, 7, 15), f"""
    根据灾情核定结果，经户报、村评、镇审，拟对 {rows[-1][1]} 户因灾生活困难家庭给予应急救助，按村汇总公示如下。
    {table(rows)}
    救助对象名单在村公示栏公示 7 日。救助金通过“一卡通”发放，不发现金。
    对漏报、错报的，请在公示期内反映：{tel(CARE)}。
    """, lag=w.n(1, 3))  # fmt: skip
    body = [[v.name, w.n(4, 16), w.n(8, 40)] for v in w.villages]
    body = [[*row, int(row[2]) * w.n(2, 4) * 100] for row in body]
    rows = [["村（社区）", "户数", "人数", "救助金额（元）"], *body, total_row("合计", body)]
    yield Piece("d23-015", CARE, f"望禾镇{year}年度冬春临时生活困难救助对象公示", w.on(year, 12, 3), f"""
    为保障受灾困难群众温暖过冬，我镇按照“户报、村评、镇审、县定”程序开展 {year} 至 {year + 1} 年度冬春救助，拟救助情况如下。
    {table(rows)}
    救助重点是因灾减收、无自救能力的家庭，兼顾低保边缘家庭。除资金外，另发放棉被 {w.n(60, 120)} 床、棉衣 {w.n(80, 160)} 件，来源为县应急管理部门调拨。
    名单在村（社区）公示 7 日，监督电话：{tel(CARE)}。
    """, lag=w.n(1, 4), files=(Sheet(f"{year}年度冬春救助汇总表.xlsx", f"望禾镇{year}年度冬春救助汇总表", rows),))  # fmt: skip
    gifts = w.n(3, 12) * 10000
    used = gifts - w.n(2, 9) * 1000
    yield Piece("d23-017", CARE, f"望禾镇{year}年接收捐赠款物和使用情况", w.on(year, 12, 28), f"""
    {year} 年，全镇接收社会捐赠资金 {money(gifts)} 元，物资折价 {money(w.n(2, 8) * 10000)} 元；使用 {money(used)} 元，结余 {money(gifts - used)} 元转下年使用。
    - 用于受灾群众生活救助 {money(used * 6 // 10)} 元；
    - 用于困难学生助学 {money(used - used * 6 // 10)} 元。
    捐赠人要求不公开姓名的已予保密；大额捐赠均出具票据。收支明细保存在{tel(CARE)}，捐赠人和村民可以查询。
    """, lag=w.n(2, 5))  # fmt: skip


def _work(w: World, year: int) -> Iterator[Piece]:
    for month, topic, found in (
        (1, "春节前安全生产", "烟花爆竹零售点超量存放、电线私拉乱接"),
        (4, "自建房和农家乐", "疏散通道堆放杂物、擅自加层"),
        (8, "汛后边坡和在建工地", "边坡防护不到位、临时用电不规范"),
        (11, "冬季消防", "灭火器过期、竹木加工厂粉尘清理不及时"),
    ):
        count = w.n(24, 46)
        problems = w.n(14, 32)
        fixed = problems - w.n(2, 6)
        yield Piece("d22-011", OFFICE, f"望禾镇{year}年{month}月{topic}检查情况", w.on(year, month, 21), f"""
        {month} 月，平安法治办会同有关单位检查生产经营单位和场所 {count} 家次，发现问题隐患 {problems} 条，已整改 {fixed} 条，其余 {problems - fixed} 条限期整改。
        主要隐患：{found}。
        | 类别 | 检查家次 | 隐患（条） |
        | 竹木加工、小作坊 | {count // 3} | {problems // 3} |
        | 农家乐、商铺 | {count // 3} | {problems // 3} |
        | 工地、其他场所 | {count - count // 3 * 2} | {problems - problems // 3 * 2} |
        对 {w.n(0, 2)} 家逾期不改的移交县级部门处理。能当场整改的现场指导，不以罚代管。
        举报安全隐患请拨打：{tel(OFFICE)}，查实后按规定奖励，为举报人保密。
        """, lag=w.n(2, 6))  # fmt: skip
    yield Piece("d22-015", OFFICE, f"望禾镇{year}年“安全生产月”活动安排", w.on(year, 5, 29), f"""
    6 月是全国“安全生产月”，我镇安排以下活动，欢迎群众参加。
    1. 赶集日在禾街广场设咨询台，讲解家庭用电、用气和电动车充电安全；
    2. 中小学开展防溺水、防雷电教育，发放致家长一封信；
    3. 竹木加工企业开展粉尘清扫和逃生演练；
    4. 各村组织一次“敲门行动”，帮独居老人检查线路和灶台。
    活动不要求打卡拍照，不要求转发点赞。联系：{tel(OFFICE)}。
    """, lag=w.n(1, 3))  # fmt: skip
    yield Piece("d22-003", OFFICE, f"望禾镇{year}年防溺水工作方案", w.on(year, 6, 4), f"""
    为防止暑期学生溺水，结合我镇河塘较多的实际，制定本方案。
    # 一、重点水域
    望禾河溪口段、石桥段，莲塘村荷塘，各村山塘水库共 {w.n(38, 52)} 处，逐一明确责任人。
    # 二、措施
    - 设置警示牌、救生圈、长竹竿，6 月底前补齐；
    - 暑期每日 11:00—19:00 安排巡逻，由村干部、公益性岗位人员、志愿者轮值；
    - 学校放假前与家长逐一联系，留守儿童落实一名监护人。
    # 三、提醒家长
    孩子下水要知道去哪里、和谁去、什么时候回。发现落水先呼救、再用竹竿绳索施救，不要手拉手下水。
    """, doc="望府办发", theme="安全生产", lag=w.n(1, 3))  # fmt: skip
    yield Piece("d22-006", OFFICE, f"镇政府召开{year}年第{w.pick('一', '二')}次安全生产委员会会议", w.on(year, 3, 6), f"""
    {day(w.on(year, 3, 6))}，镇安全生产委员会召开会议，镇长{OFFICIALS["镇长"]}主持，{OFFICIALS["党委委员（平安法治）"]}通报上季度情况。
    会议分析了{w.pick("竹木加工、烟花爆竹、农用车载人", "自建房、用电、森林火灾", "道路交通、食品、校园周边")}等方面的风险，研究了重点隐患治理办法。
    会议要求：
    1. 对上季度未销号的 {w.n(3, 9)} 条隐患，明确责任人和时限；
    2. 农用三轮车违法载人以劝导为主、教育在前；
    3. 检查要解决问题，能联合检查的不分头检查，不给企业添麻烦。
    """, lag=w.n(2, 5))  # fmt: skip


def _food(w: World, year: int) -> Iterator[Piece]:
    tips = (
        (4, "d24-011", "野生蘑菇和野菜食用安全提示", "春夏雨后山上野生蘑菇大量生长，每年都有误食中毒的情况。请做到不采摘、不买卖、不食用野生蘑菇。白色、颜色鲜艳、菌柄上有环的更要当心，“虫子咬过就没毒”“和大蒜同煮变黑才有毒”的说法都不可靠。"),
        (9, "d24-011", "中秋国庆期间食品安全提示", "节日聚餐多，购买月饼、肉制品要看生产日期和保质期；散装食品看标签；熟食现买现吃，剩菜冷藏并彻底加热。家庭自酿米酒不要用工业酒精勾兑，不要用塑料油桶盛装。"),
    )  # fmt: skip
    for month, item, title, body in tips:
        yield Piece(item, OFFICE, f"{year}年{title}", w.on(year, month, 17), f"""
        {body}
        一旦出现恶心、呕吐、腹痛、头晕等症状，立即停止食用，保留剩余食物，尽快到卫生院就诊，并告诉医生吃了什么。
        购买到过期、变质食品，请保留小票和实物，可以向经营者索赔，也可以拨打 12315 投诉举报，或者联系{tel(OFFICE)}。
        """, lag=w.n(0, 2))  # fmt: skip
    shops = w.n(34, 52)
    yield Piece("d24-005", OFFICE, f"望禾镇{year}年食品经营单位和农村集体聚餐检查情况", w.on(year, 10, 27), f"""
    前三季度，镇食品安全工作人员配合县市场监管部门检查食品经营店、小餐饮 {shops} 家，农村集体聚餐现场指导 {w.n(40, 88)} 场。
    - 下架过期食品 {w.n(12, 40)} 公斤，责令改正 {w.n(5, 12)} 家；
    - 为 {w.n(16, 24)} 名乡村厨师办理健康检查和培训；
    - 抽检蔬菜、熟肉、食用油 {w.n(18, 30)} 批次，不合格 {w.n(0, 1)} 批次，已移交处理。
    十桌以上的聚餐请主家提前 3 日向村协管员报备，报备不收费、不审批。{tel(OFFICE)}。
    """, lag=w.n(2, 6))  # fmt: skip
    yield Piece("d24-014", OFFICE, f"望禾镇{year}年食品安全宣传活动情况", w.on(year, 6, 17), f"""
    {short_day(w.on(year, 6, 12))}赶集日，镇里联合卫生院、学校在禾街广场开展食品安全宣传，发放资料 {w.n(500, 900)} 份，接受咨询 {w.n(80, 160)} 人次。
    现场用快检箱为群众检测蔬菜农药残留 {w.n(16, 32)} 份，全部合格；教老年人识别“保健品包治百病”等骗局。
    有群众反映{w.pick("村口流动食品车没有价格标签", "散装腐竹没有生产日期", "个别摊点用回收油")}，已转县市场监管部门核查，结果将在本栏目公布。
    """, lag=w.n(1, 4))  # fmt: skip


def _law(w: World, year: int) -> Iterator[Piece]:
    v = w.some(3)
    for quarter, month in ((1, 1), (2, 4), (3, 7), (4, 10))[year % 2 :: 2]:
        rows = [["日期", "地点", "法律顾问"]]
        rows += [
            [short_day(w.on(year, month, 8 + 6 * i)), f"{x.name}党群服务中心", "镇村法律顾问轮值"]
            for i, x in enumerate(v)
        ]
        yield Piece("d07-011", OFFICE, f"望禾镇{year}年第{'一二三四'[quarter - 1]}季度法律顾问进村坐班安排", w.on(year, month, 3), f"""
        村（社区）法律顾问本季度坐班安排如下，上午 9:00—11:30 接受咨询，不收费。
        {table(rows)}
        可以咨询：土地承包和流转、宅基地、婚姻继承、务工欠薪、借贷担保、赡养等问题。需要打官司、经济困难的，可以当场申请法律援助。
        其他时间可到镇公共法律服务工作站（平安法治办）咨询，或者拨打 12348。{tel(OFFICE)}。
        """, lag=w.n(1, 4))  # fmt: skip
    solved = w.n(46, 82)
    yield Piece("d07-009", OFFICE, f"望禾镇{year}年上半年人民调解工作情况", w.on(year, 7, 20), f"""
    {year} 年上半年，镇村两级人民调解委员会受理纠纷 {solved + 3} 件，调解成功 {solved} 件，其余 3 件引导通过诉讼解决。
    | 类型 | 件数 |
    | 邻里、相邻关系 | {solved // 3} |
    | 婚姻家庭、赡养 | {solved // 4} |
    | 山林土地 | {solved // 5} |
    | 务工、借贷及其他 | {solved + 3 - solved // 3 - solved // 4 - solved // 5} |
    调解不收费，当事人自愿，达成协议后可以申请司法确认。全镇有人民调解员 {w.n(38, 46)} 名，名册在各村公示。{tel(OFFICE)}。
    """, lag=w.n(2, 6))  # fmt: skip
    yield Piece("d07-001", OFFICE, f"望禾镇{year}年“宪法宣传周”法治宣传活动安排", w.on(year, 11, 27), f"""
    “12·4”国家宪法日前后，全镇开展“宪法宣传周”活动。
    - {short_day(w.on(year, 12, 1))}：禾街赶集日法律咨询，模拟法庭进中学；
    - {short_day(w.on(year, 12, 3))}：{v[0].name}、{v[1].name}“法律明白人”讲村民议事规则；
    - {short_day(w.on(year, 12, 4))}：新任村干部宪法宣誓；
    - 全周：大喇叭每天早晚播放反诈、反家暴、禁赌提醒。
    欢迎群众点题，想听什么法律问题可以告诉村里。{tel(OFFICE)}。
    """, lag=w.n(1, 3))  # fmt: skip


RUMOURS = (
    ("溪口水库要垮坝", "溪口村附近没有水库，只有一座小型山塘。6 月的强降雨中，山塘水位始终低于汛限水位，县水利技术人员已现场查验，坝体无裂缝、无渗漏。网上流传的视频系外地旧视频剪接", 6, 27),
    ("明年起医保门诊一律不报销", "城乡居民医保住院、门诊慢性病、“两病”用药等待遇照常报销，个别商家借机推销“替代保险”，请不要上当", 10, 23),
    ("望禾中学要合并到县城", "镇政府没有提出、县教育部门也没有批准撤并望禾中学的计划，今年初一照常招生 5 个班。学校布局如有调整，必须先听取家长意见并公示", 8, 12),
)  # fmt: skip


def _rumour(w: World, year: int) -> Iterator[Piece]:
    claim, truth, month, dom = RUMOURS[year % 3]
    yield Piece("c-20-15-1", "党政综合办", f"关于网传“{claim}”的澄清说明", w.on(year, month, dom), f"""
    近日，有人在微信群转发“{claim}”的消息，引起部分群众担心。经核实，该消息不实，现澄清如下。
    # 事实情况
    {truth}。
    # 已做的工作
    1. 接到反映后，镇里当天组织有关单位核实，并请村干部、网格员上门和在群里说明；
    2. 派出所已联系首发人，系听信传言、未加核实转发，本人已删除并致歉，予以批评教育。
    # 提醒
    请以本网站和村公示栏发布的信息为准，不信谣、不传谣。有疑问请拨打 0000-8880101，我们会及时答复。
    """, lag=0)  # fmt: skip
