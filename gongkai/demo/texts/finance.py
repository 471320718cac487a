"""Budget and final accounts that add up, procurement, subsidies paid through the financial office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from gongkai.demo.ledger import soil
from gongkai.demo.places import tel
from gongkai.demo.story import Cell, Paper, Piece, Sheet, World, day, money, table, total_row

OFFICE = "财政所"
FUNCTIONS = (
    ("一般公共服务支出", 0.27), ("文化旅游体育与传媒支出", 0.02), ("社会保障和就业支出", 0.14), ("卫生健康支出", 0.05),
    ("节能环保支出", 0.03), ("城乡社区支出", 0.09), ("农林水支出", 0.29), ("交通运输支出", 0.04),
    ("住房保障支出", 0.04), ("灾害防治及应急管理支出", 0.03),
)  # fmt: skip


@dataclass(frozen=True)
class Accounts:
    """One year's figures in 万元, the same wherever they are told; tenths, so that sums are exact."""

    year: int
    budget: tuple[float, ...]
    actual: tuple[float, ...]
    three: tuple[tuple[str, float, float], ...]

    @property
    def budget_total(self) -> float:
        return round(sum(self.budget), 1)

    @property
    def actual_total(self) -> float:
        return round(sum(self.actual), 1)


def accounts(year: int) -> Accounts:
    rng = Random(f"accounts{year}")
    total = 2860 + (year - 2023) * 96
    budget = tuple(round(total * share * rng.uniform(0.96, 1.04), 1) for _, share in FUNCTIONS)
    actual = tuple(round(amount * rng.uniform(0.97, 1.09), 1) for amount in budget)
    three = tuple(
        (name, planned, round(planned * rng.uniform(0.72, 0.98), 1))
        for name, planned in (
            ("因公出国（境）费", 0.0),
            ("公务接待费", 9.6),
            ("公务用车购置费", 0.0),
            ("公务用车运行维护费", 11.4),
        )
    )
    return Accounts(year, budget, actual, three)


def pieces(w: World) -> Iterator[Piece]:
    for year in w.years:
        yield from _budget(w, year)
        yield from _final(w, year)
        yield from _halfway(w, year)
        yield from _details(w, year)
        yield from _procurement(w, year)


def _budget(w: World, year: int) -> Iterator[Piece]:
    a = accounts(year)
    three = round(sum(planned for _, planned, _ in a.three), 1)
    rows: list[list[Cell]] = [["支出科目", f"{year}年预算数（万元）"]]
    body: list[list[Cell]] = [[name, amount] for (name, _), amount in zip(FUNCTIONS, a.budget, strict=True)]
    rows += [*body, total_row("合计", body)]
    transfer = round(a.budget_total * 0.83, 1)
    income: list[list[Cell]] = [
        ["收入项目", f"{year}年预算数（万元）"],
        ["上级补助收入", transfer],
        ["本级财力安排", round(a.budget_total - transfer, 1)],
        ["合计", a.budget_total],
    ]
    on = w.on(year, 2, 18)
    text = f"""
    《望禾镇{year}年财政预算（草案）》已经镇人民代表大会会议审查批准，现予公开。
    # 一、收入预算
    {year} 年收入预算 {money(a.budget_total)} 万元，其中上级补助收入 {money(transfer)} 万元，本级财力安排 {money(round(a.budget_total - transfer, 1))} 万元。
    # 二、支出预算
    {table(rows)}
    # 三、“三公”经费预算
    {year} 年“三公”经费预算 {money(three)} 万元，其中公务接待费 9.60 万元，公务用车运行维护费 11.40 万元，没有安排因公出国（境）费和公务用车购置费。
    # 四、说明
    1. 支出预算坚持先保基本民生、保工资、保运转，再安排项目；
    2. 农林水支出主要用于农田水利、村级运转和惠农项目；
    3. 没有政府性基金预算和国有资本经营预算安排的支出；
    4. 政府采购预算 {money(round(a.budget_total * 0.03, 1))} 万元，具体项目在实施前另行公开。
    咨询电话：{tel(OFFICE)}。
    """
    yield Piece("d08-001", OFFICE, f"望禾镇{year}年财政预算", on, text, theme="财政", lag=w.n(3, 8), files=(
        Sheet(f"望禾镇{year}年支出预算表.xlsx", f"望禾镇{year}年一般公共预算支出表", rows, "单位：万元"),
        Sheet(f"望禾镇{year}年收入预算表.xlsx", f"望禾镇{year}年一般公共预算收入表", income, "单位：万元"),
    ))  # fmt: skip
    own = round(a.budget[0], 1)
    staff = round(own * 0.71, 1)
    office_rows: list[list[Cell]] = [
        ["支出项目", "金额（万元）"],
        ["人员经费", staff],
        ["公用经费", round(own * 0.18, 1)],
        ["项目支出", round(own - staff - round(own * 0.18, 1), 1)],
        ["合计", own],
    ]
    text = f"""
    望禾镇人民政府{year}年部门预算按照县财政局统一部署编制，已随镇级预算一并批准。
    # 一、部门职责和机构情况
    本部门包括镇政府机关和所属事业单位，编制数和实有人数以机构编制部门核定为准。
    # 二、收支情况
    {table(office_rows)}
    # 三、机关运行经费
    用于办公、印刷、水电、差旅、会议、培训和办公用房维修，坚持过紧日子，比上年压减 {w.n(2, 5)}%。
    # 四、绩效目标
    纳入绩效管理的项目 {w.n(4, 8)} 个，均设定了产出和效益指标，年末开展自评。
    """
    yield Piece(
        "d08-003",
        OFFICE,
        f"望禾镇人民政府{year}年部门预算",
        on,
        text,
        theme="财政",
        lag=w.n(5, 10),
        files=(
            Sheet(f"望禾镇人民政府{year}年部门预算表.xlsx", f"望禾镇人民政府{year}年部门预算表", office_rows),
        ),
    )
    yield Piece("c-20-7-1", OFFICE, f"望禾镇{year}年财政预算公开说明（图表）", on, f"""
    本说明用几句话把{year}年镇里的钱从哪里来、花到哪里去讲清楚，详细表格见“财政预决算”领域。
    - 总盘子：{money(a.budget_total)} 万元，八成以上是上级补助；
    - 花得最多的三项：农林水 {money(a.budget[6])} 万元，一般公共服务 {money(a.budget[0])} 万元，社会保障和就业 {money(a.budget[2])} 万元；
    - “三公”经费 {money(three)} 万元，与上年持平；
    - 村级运转经费按 12 个村（社区）平均安排，差额按人口分配。
    村民想了解某一项开支，可以到财政所查阅，也可以向村务监督委员会提出。
    """, lag=w.n(6, 11))  # fmt: skip


def _final(w: World, year: int) -> Iterator[Piece]:
    a = accounts(year - 1)
    body: list[list[Cell]] = [
        [name, planned, spent, f"{spent / planned:.1%}"]
        for (name, _), planned, spent in zip(FUNCTIONS, a.budget, a.actual, strict=True)
    ]
    total: list[Cell] = [
        "合计",
        a.budget_total,
        a.actual_total,
        f"{a.actual_total / a.budget_total:.1%}",
    ]
    rows: list[list[Cell]] = [["支出科目", "预算数（万元）", "决算数（万元）", "完成预算"], *body, total]
    spent: list[list[Cell]] = [[name, planned, used] for name, planned, used in a.three]
    three_rows: list[list[Cell]] = [
        ["项目", "预算数（万元）", "决算数（万元）"],
        *spent,
        total_row("合计", spent),
    ]
    on = w.on(year, 8, 6)
    text = f"""
    望禾镇{a.year}年财政决算已经镇人民代表大会主席团审查批准，现予公开。
    # 一、总体情况
    {a.year} 年支出预算 {money(a.budget_total)} 万元，支出决算 {money(a.actual_total)} 万元，当年收支平衡。超出年初预算的部分主要是年中上级追加的农林水和灾害救助专项资金。
    # 二、支出决算
    {table(rows)}
    # 三、“三公”经费决算
    {table(three_rows)}
    公务接待 {w.n(58, 96)} 批次 {w.n(410, 690)} 人次；公务用车保有量 {w.n(3, 5)} 辆，当年没有购置。决算数低于预算数，主要是压减了接待和用车次数。
    # 四、预算绩效
    对 {w.n(4, 8)} 个项目开展绩效自评，其中“优” {w.n(2, 4)} 个，其余为“良”。
    """
    yield Piece("d08-002", OFFICE, f"望禾镇{a.year}年财政决算", on, text, theme="财政", lag=w.n(4, 9), files=(
        Sheet(f"望禾镇{a.year}年支出决算表.xlsx", f"望禾镇{a.year}年一般公共预算支出决算表", rows, "单位：万元"),
        Sheet(f"望禾镇{a.year}年三公经费决算表.xlsx", f"望禾镇{a.year}年“三公”经费支出决算表", three_rows, "单位：万元"),
        Paper(f"望禾镇{a.year}年财政决算报告.pdf", f"望禾镇{a.year}年财政决算报告", text),
    ))  # fmt: skip
    yield Piece("d08-004", OFFICE, f"望禾镇人民政府{a.year}年部门决算", on, f"""
    望禾镇人民政府{a.year}年部门决算已经批复，现予公开。
    # 一、收支总体情况
    {a.year} 年部门本级支出决算 {money(a.actual[0])} 万元，完成年初预算 {money(a.budget[0])} 万元的 {round(a.actual[0] / a.budget[0] * 100, 1)}%。
    # 二、变动原因
    差额主要来自人员正常晋级增资和{w.pick("办公楼屋面防水维修", "便民服务中心适老化改造", "档案室消防整改")}。
    # 三、国有资产占用
    年末共有公务用车 {w.n(3, 5)} 辆，没有单价 100 万元以上的设备。
    # 四、名词解释
    机关运行经费，是指为保障单位运行用于购买货物和服务的各项资金，包括办公费、印刷费、邮电费、差旅费、会议费、日常维修费等。
    """, theme="财政", lag=w.n(5, 12))  # fmt: skip


def _halfway(w: World, year: int) -> Iterator[Piece]:
    a = accounts(year)
    done = round(a.budget_total * w.n(49, 56) / 100, 1)
    yield Piece("c-20-7-1", OFFICE, f"望禾镇{year}年上半年预算执行情况", w.on(year, 7, 16), f"""
    {year} 年 1—6 月，全镇一般公共预算支出 {money(done)} 万元，完成年初预算 {money(a.budget_total)} 万元的 {round(done / a.budget_total * 100, 1)}%，执行进度与时间进度基本一致。
    # 主要特点
    - 民生支出优先：社会保障和就业、卫生健康、农林水三类支出占 {w.n(52, 60)}%；
    - 惠农补贴及时：通过“一卡通”发放各类补贴 {w.n(5, 9)} 项，全部打卡到户；
    - 运转支出下降：办公费、差旅费同比下降 {w.n(3, 9)}%。
    # 存在的问题
    个别项目前期准备不足，资金支出偏慢，其中{w.one().name}水利维修项目因连续降雨推迟开工。
    # 下半年安排
    加快项目实施和资金拨付，严格控制一般性支出，做好年终结算准备。
    """, lag=w.n(3, 8))  # fmt: skip


def _details(w: World, year: int) -> Iterator[Piece]:
    """涉农资金明细, by half year, with a sheet by village."""
    for month, label in ((1, f"{year - 1}年下半年"), (7, f"{year}年上半年")):
        body: list[list[Cell]] = []
        for v in w.rural:
            first = soil(v, year - 1)[2] if month == 1 else w.n(12, 60) * 100
            body.append([v.name, first, w.n(8, 40) * 100, w.n(20, 90) * 50])
        heads = (
            ("耕地地力保护补贴", "农机购置补贴", "双季稻补贴")
            if month == 1
            else ("动物防疫补助", "农机购置补贴", "农业保险保费补贴")
        )
        rows: list[list[Cell]] = [["村", *[f"{head}（元）" for head in heads], "小计（元）"]]
        rows += [[*row, round(sum(float(c) for c in row[1:]), 2)] for row in body]
        sums = total_row("合计", rows[1:])
        rows.append(sums)
        yield Piece("d19-008", OFFICE, f"望禾镇{label}惠农补贴“一卡通”发放明细（按村汇总）", w.on(year, month, 20), f"""
        {label}，财政所通过“一卡通”向 11 个村发放惠农补贴资金合计 {money(float(sums[-1]))} 元，现按村汇总公开如下。
        {table(rows)}
        分户发放情况在各村公示栏张贴，只列户主姓名、面积和金额，不列身份证号码和银行账号。本人需要核对的，可持身份证到财政所或者村便民服务站查询。
        对发放金额有疑问，请在公布之日起 30 日内提出：{tel(OFFICE)}。
        """, lag=w.n(3, 9), files=(
            Sheet(f"{label}惠农补贴发放汇总表.xlsx", f"望禾镇{label}惠农补贴发放汇总表", rows, "单位：元。分户清册在各村公示。"),
            Sheet(f"{label}惠农补贴发放汇总表.csv", label, rows),
        ))  # fmt: skip


GOODS = (
    ("便民服务中心自助查询机采购", 6.8), ("防汛应急物资采购", 12.4), ("集镇环卫清运服务采购", 46.0), ("办公用纸和耗材采购", 3.2),
    ("森林防火风力灭火机采购", 8.6), ("村级公示栏更新采购", 9.5), ("文化站图书采购", 4.1), ("山塘水位监测设备采购", 15.3),
)  # fmt: skip
FIRMS = (
    "砚溪禾川商贸有限公司",
    "砚溪云岭环境服务有限公司",
    "砚溪青石办公用品经营部",
    "望禾鼎诚机电商行",
    "砚溪山川工程有限公司",
)


def _procurement(w: World, year: int) -> Iterator[Piece]:
    for month, (name, planned) in zip((3, 5, 9, 11), w.rng.sample(GOODS, 4), strict=True):
        on = date(year, month, 12)
        firm = w.pick(*FIRMS)
        price = round(planned * w.n(90, 98) / 100, 2)
        yield Piece("d02-013", OFFICE, f"望禾镇{name}项目成交结果公告", w.on(year, month, 12), f"""
        # 一、项目情况
        | 项目 | 内容 |
        | 项目名称 | 望禾镇{name} |
        | 采购方式 | {"竞争性磋商" if planned > 20 else "询价"} |
        | 预算金额 | {planned:.2f} 万元 |
        | 成交金额 | {price:.2f} 万元 |
        | 成交供应商 | {firm} |
        | 采购日期 | {day(on)} |
        # 二、评审情况
        共 {w.n(3, 5)} 家供应商递交响应文件，经评审小组评审，按照{"综合得分由高到低" if planned > 20 else "符合要求且报价最低"}的原则确定成交供应商。
        # 三、公告期限
        自本公告发布之日起 1 个工作日。供应商认为采购结果使自己的权益受到损害的，可以在公告期限届满之日起 7 个工作日内，以书面形式向采购人提出质疑。
        # 四、联系方式
        采购人：望禾镇人民政府；联系单位：{tel(OFFICE)}。
        """, lag=w.n(1, 3))  # fmt: skip
        if month == 9:
            yield Piece("d02-014", OFFICE, f"望禾镇{name}项目采购合同公告", w.on(year, month, 24), f"""
            望禾镇{name}项目合同已经签订，主要内容公告如下。
            | 项目 | 内容 |
            | 采购人 | 望禾镇人民政府 |
            | 供应商 | {firm} |
            | 合同金额 | {price:.2f} 万元 |
            | 履行期限 | 合同签订之日起 {w.pick("30 日", "60 日", "一年")} |
            | 验收方式 | 采购人组织三人以上小组现场验收，结果公示 |
            合同款按验收进度支付，质量保证金为合同金额的 3%。监督电话：{tel(OFFICE)}。
            """, lag=w.n(1, 2))  # fmt: skip
    yield Piece("c-20-9-1", OFFICE, f"望禾镇{year}年政府采购实施情况", w.on(year, 12, 15), f"""
    {year} 年，全镇实施集中采购目录以内和限额标准以上采购项目 {w.n(6, 11)} 个，预算 {w.n(96, 140)} 万元，成交金额比预算节约 {w.n(4, 8)}%。
    - 货物类：防汛和森林防火物资、办公设备；
    - 服务类：集镇环卫清运、路灯维护；
    - 工程类：小型水利和道路维修，按规定在县公共资源交易平台交易。
    所有项目都在实施前公开预算、结束后公开成交结果和合同，没有收到质疑和投诉。
    """, lag=w.n(2, 6))  # fmt: skip
