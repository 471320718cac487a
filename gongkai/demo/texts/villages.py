"""What villages make public themselves: income and spending, solar income, cleaning and lamps, meetings, river patrols."""

from collections.abc import Iterator

from gongkai.demo.ledger import books, solar
from gongkai.demo.places import LATE, VillageFacts, tel
from gongkai.demo.story import Cell, Piece, Sheet, World, day, table, total_row

ACCOUNTS, SOLAR, RIVER, FIRE = "own:accounts", "own:solar", "own:river", "own:fire"


def pieces(w: World) -> Iterator[Piece]:
    for year in w.years:
        for v in w.rural:
            yield from _accounts(w, year, v)
        yield from _solar(w, year)
        yield from _decisions(w, year)
        yield from _patrols(w, year)
        yield from _community(w, year)


def _accounts(w: World, year: int, v: VillageFacts) -> Iterator[Piece]:
    """Of the year before; income and spending balance with opening and closing."""
    last = year - 1
    kept = books(v, last)
    rows: list[list[Cell]] = [
        ["项目", "金额（元）"],
        ["一、上年结余", kept.opening],
        ["二、本年收入", kept.earned],
    ]
    rows += [[f"其中：{name}", amount] for name, amount in kept.income]
    rows += [["三、本年支出", kept.spent]]
    rows += [[f"其中：{name}", amount] for name, amount in kept.spending]
    rows += [["四、年末结余", kept.closing]]
    sheet = Sheet(
        f"{v.name}{last}年收支公开表.xlsx", f"{v.name}{last}年集体收支公开表", rows, "村务监督委员会已审核。"
    )
    yield Piece(ACCOUNTS, v.name, f"{v.name}{last}年集体收支情况公开", w.on(year, 1, 10 + v.groups), f"""
    {v.name}{last}年集体经济收支已经村务监督委员会逐笔审核，现予公开，请村民监督。每季度明细在村公示栏张贴。
    {table(rows)}
    误工补贴每天 {kept.day_rate} 元，全年 {kept.lost_days} 天，误工人员、事由和天数在村公示栏张贴。
    {w.pick(f"{v.hamlets.split('、')[-1]}路段路灯更换 {w.n(4, 16)} 盏。", f"维修{v.hamlets.split('、')[0]}水渠 {w.n(60, 240)} 米，用工以本村劳力为主。", "支付保洁员报酬按月打卡，年终根据村民评议发放绩效。")}
    单据保存在村会计室，由镇财政所代理记账，村民可以查阅。有疑问请找村务监督委员会，或者联系{tel(v.name)}。
    """, files=(sheet,), lag=None if v.name in LATE else w.n(2, 9))  # fmt: skip


def _solar(w: World, year: int) -> Iterator[Piece]:
    body: list[list[Cell]] = []
    for v in w.rural:
        sun = solar(v, year - 1)
        body.append([v.name, v.solar, sun.earned, sun.posts, sun.earned - sun.posts])
    rows: list[list[Cell]] = [
        ["村", "装机（千瓦）", "年收益（元）", "公益岗位和小型公益（元）", "奖励补助和结余（元）"],
        *body,
        total_row("合计", body),
    ]
    yield Piece(SOLAR, "农业农村服务中心", f"望禾镇{year - 1}年村级光伏电站收益分配情况", w.on(year, 3, 3), f"""
    全镇 11 个村建有村级光伏电站，产权归村集体。{year - 1} 年收益和分配情况公布如下。
    {table(rows)}
    收益分配由村提出方案，村民代表会议讨论，镇里审核。主要用于保洁、护林、护路等公益岗位工资，小型公益事业，以及对遭遇困难家庭的临时补助，不得用于发放村干部报酬、偿还债务。
    电站运维由县里统一委托，收益按季结算到村集体账户。{tel("农业农村服务中心")}。
    """, lag=w.n(3, 8), files=(Sheet(f"{year - 1}年光伏收益分配表.xlsx", f"望禾镇{year - 1}年村级光伏电站收益分配表", rows),))  # fmt: skip


def _decisions(w: World, year: int) -> Iterator[Piece]:
    topics = (
        (2, "年度村级公益事业计划", "水渠维修、路灯安装、垃圾池改造"),
        (5, "集体山林续包和水面发包", "底价、期限、优先条件和收益用途"),
        (8, "中秋助学和敬老资金使用", "考上大学的学生补助、80 岁以上老人慰问"),
        (12, "误工补贴标准和保洁员聘用", "补贴标准、聘用条件、考核办法"),
    )
    for month, topic, content in topics[year % 2 :: 2]:
        v = w.one()
        present = w.n(26, 38)
        yield Piece(ACCOUNTS, v.name, f"{v.name}村民代表会议关于{topic}的决议", w.on(year, month, 13), f"""
        {day(w.on(year, month, 13))}，{v.name}召开村民代表会议，应到 {present + w.n(1, 6)} 人，实到 {present} 人，镇包村干部和村务监督委员会列席。
        会议讨论了{topic}，重点是{content}。
        经表决，同意 {present - w.n(0, 3)} 票，形成决议如下：
        1. 同意按讨论稿实施，所需资金从村集体收入中列支，超出部分另行开会；
        2. 实施过程由村务监督委员会全程监督，结果公示；
        3. 村民提出的“{w.pick('先修塌方路段', '路灯间距再密一些', '保洁员要分片包干')}”意见予以采纳。
        决议自公布之日起执行，村民有异议可在 10 日内向村委会提出，{tel(v.name)}。
        """, lag=None if v.name in LATE else w.n(2, 7))  # fmt: skip


def _patrols(w: World, year: int) -> Iterator[Piece]:
    for month in (4, 9):
        villages = w.some(3)
        yield Piece(RIVER, "农业农村服务中心", f"望禾镇{year}年{month}月河长巡河发现问题和处理结果", w.on(year, month, 27), f"""
        {month} 月，镇村两级河长巡河发现的问题和处理结果公布如下。
        | 河段 | 问题 | 处理结果 |
        | 望禾河{villages[0].name}段 | {w.pick("岸边堆放稻草和塑料袋", "河岸菜地侵占河道")} | 已清理 |
        | {villages[1].name}支流 | {w.pick("养殖户冲洗水直排", "河面漂浮物较多")} | 责令改正，已复查 |
        | {villages[2].name}段 | {w.pick("警示牌倒伏", "堤脚有小面积冲刷")} | 已修复 |
        群众发现河道排污、非法采砂、电鱼毒鱼，可拨打河长公示牌上的电话，或者联系{tel("农业农村服务中心")}。
        """, lag=w.n(2, 5))  # fmt: skip
    for month in (2, 10):
        yield Piece(FIRE, "平安法治办", f"望禾镇{year}年{'春季' if month == 2 else '秋冬季'}森林防火巡护安排", w.on(year, month, 11), f"""
        {"春季" if month == 2 else "秋冬季"}是森林火灾高发期，全镇安排护林员 {w.n(36, 44)} 名，划分 {w.n(12, 16)} 个责任区，名单和电话在进山路口公示。
        - 每日巡山不少于两次，高火险天气、赶集日、节假日加密；
        - 岭背村、樟坑村、桐岭村设临时检查点，登记火种，不收费、不罚款；
        - 镇半专业扑火队 {w.n(18, 24)} 人集中备勤，风力灭火机 {w.n(14, 22)} 台；
        - 痴呆、精神障碍患者和未成年人由监护人看管好，不带火种上山。
        护林员补助按月发放，标准在村公示。发现山火请拨打 12119 或者 0000-8880101。
        """, lag=w.n(1, 3))  # fmt: skip


def _community(w: World, year: int) -> Iterator[Piece]:
    """The residents' community of the market town."""
    unit = "禾街社区"
    yield Piece(ACCOUNTS, unit, f"禾街社区{year}年居民议事会议定事项和落实情况", w.on(year, 5, 23), f"""
    {day(w.on(year, 5, 16))}，禾街社区召开居民议事会，{w.n(21, 33)} 名居民代表和商户代表参加，议定下列事项。
    1. 农贸市场周边晚上 8 点以后允许临时停车，早上 6 点前驶离；
    2. 杏林路增设垃圾分类点 {w.n(2, 5)} 处，由社区保洁员分时段看护；
    3. 河堤路路灯补装 {w.n(6, 14)} 盏，费用从社区公益金中列支，完工后公布决算；
    4. 为 {w.n(8, 16)} 名独居老人安排邻里结对，每周至少探访两次。
    议定事项由社区居委会落实，居务监督委员会检查，进展每季度在公示栏张贴。意见请告诉{tel(unit)}。
    """, lag=w.n(2, 5))  # fmt: skip
    yield Piece("d20-002", unit, f"禾街社区{year}年老年活动室和儿童之家开放安排", w.on(year, 8, 5), f"""
    禾街社区老年活动室、儿童之家面向全镇居民免费开放，{year} 年下半年安排如下。
    | 场所 | 时间 | 内容 |
    | 老年活动室 | 每日 8:30—17:30 | 棋牌、书报、戏曲、血压测量 |
    | 儿童之家 | 周末和暑假 9:00—17:00 | 阅读、手工、作业辅导 |
    | 手机课堂 | 每月第{w.pick("一", "二")}个星期三上午 | 教老年人用手机缴费、看病挂号、防诈骗 |
    场地设有扶手、坡道和无障碍卫生间，轮椅可以免费借用。未满 6 周岁的儿童须有大人陪同。联系：{tel(unit)}。
    """, lag=w.n(1, 4))  # fmt: skip
