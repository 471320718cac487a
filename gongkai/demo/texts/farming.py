"""Farm subsidies, land, forest, water works, collective assets, funds for linking up with rural revival."""

from collections.abc import Iterator

from gongkai.demo.ledger import soil, soil_rate
from gongkai.demo.places import tel
from gongkai.demo.story import Cell, Paper, Piece, Sheet, World, day, money, short_day, table, total_row

OFFICE = "农业农村服务中心"


def pieces(w: World) -> Iterator[Piece]:
    for year in w.years:
        yield from _soil(w, year)
        yield from _machines(w, year)
        yield from _grain(w, year)
        yield from _animals(w, year)
        yield from _insurance(w, year)
        yield from _land(w, year)
        yield from _leases(w, year)
        yield from _linking(w, year)
        yield from _water(w, year)


def _soil(w: World, year: int) -> Iterator[Piece]:
    rate = soil_rate(year)
    body: list[list[Cell]] = [[v.name, *soil(v, year)] for v in w.rural]
    total = total_row("合计", body)
    rows: list[list[Cell]] = [["村", "补贴户数（户）", "补贴面积（亩）", "补贴金额（元）"], *body, total]
    on = w.on(year, 3, 16)
    yield Piece("d19-002", OFFICE, f"望禾镇{year}年耕地地力保护补贴面积公示", on, f"""
    根据县农业农村局、县财政局有关通知，我镇对 {year} 年耕地地力保护补贴面积进行了申报、核实，现将结果公示如下。
    {table([["村", "补贴户数（户）", "补贴面积（亩）"], *[row[:3] for row in body], total[:3]])}
    # 一、补贴对象和范围
    拥有耕地承包权的种地农民。已作为畜牧养殖场使用、林地、成片粮田转为设施农业用地、长年抛荒地和质量达不到耕种条件的，不予补贴。
    # 二、公示时间
    自本公示发布之日起 7 日。分户面积在各村公示栏张贴，请农户自行核对。
    # 三、意见反映
    对面积有异议的，可在公示期内向村民委员会或者{tel(OFFICE)}反映，我们将在 5 个工作日内复核并答复本人。
    """, theme="农业农村", lag=w.n(1, 2), files=(Sheet(f"{year}年耕地地力保护补贴面积公示表.xlsx", f"望禾镇{year}年耕地地力保护补贴面积公示表（按村汇总）", [["村", "补贴户数（户）", "补贴面积（亩）"], *[row[:3] for row in body], total[:3]]),))  # fmt: skip
    yield Piece("d19-002", "财政所", f"望禾镇{year}年耕地地力保护补贴发放结果", w.on(year, 8, 20), f"""
    {year} 年耕地地力保护补贴已全部发放到户，现将结果公布如下。
    补贴标准为每亩 {rate:.2f} 元，发放 {money(int(total[1]))} 户、{money(int(total[2]))} 亩，金额 {money(float(total[3]))} 元，{short_day(w.on(year, 8, 14))}起通过“一卡通”打入农户账户，到账摘要为“耕地补贴”。
    {table(rows)}
    户主去世、账户注销等原因暂未到账的 {w.n(4, 15)} 户，请到村便民服务站办理账户变更，年底前补发。
    请勿相信“补贴要先交手续费”等说法，发放补贴不收取任何费用。咨询：{tel("财政所")}。
    """, lag=w.n(2, 5), files=(Sheet(f"{year}年耕地地力保护补贴发放汇总表.xlsx", f"望禾镇{year}年耕地地力保护补贴发放汇总表", rows),))  # fmt: skip


MACHINES = ("微型耕耘机", "谷物烘干机", "植保无人驾驶航空器", "水稻插秧机", "割草机")


def _machines(w: World, year: int) -> Iterator[Piece]:
    for month, batch in ((5, "第一批"), (10, "第二批")):
        body: list[list[Cell]] = []
        for name in w.rng.sample(MACHINES, 3):
            count = w.n(1, 9)
            body.append([name, count, count * w.n(5, 90) * 100])
        rows: list[list[Cell]] = [["机具", "数量（台）", "补贴金额（元）"], *body, total_row("合计", body)]
        yield Piece("d19-001", OFFICE, f"望禾镇{year}年{batch}农机购置补贴受益情况公示", w.on(year, month, 14), f"""
        {year} 年{batch}农机购置与应用补贴已完成机具核验，现按机具类别汇总公示。
        {table(rows)}
        补贴实行自主购机、定额补贴、先购后补、县级结算。机具由农业农村服务中心两人上门核验，人机合影资料存档，不在网上公开。
        公示时间为发布之日起 7 日。有异议请实名反映：{tel(OFFICE)}。
        """, lag=w.n(1, 4), files=(Sheet(f"{year}年{batch}农机购置补贴公示表.xlsx", f"望禾镇{year}年{batch}农机购置补贴公示表", rows),) if month == 10 else ())  # fmt: skip


def _grain(w: World, year: int) -> Iterator[Piece]:
    big = w.some(4)
    body: list[list[Cell]] = [[v.name, w.n(1, 5), w.n(60, 320)] for v in big]
    body = [[*row, int(row[2]) * 60] for row in body]
    rows: list[list[Cell]] = [
        ["村", "大户（户）", "双季稻面积（亩）", "补贴金额（元）"],
        *body,
        total_row("合计", body),
    ]
    yield Piece("d19-006", OFFICE, f"望禾镇{year}年双季稻种植大户补贴公示", w.on(year, 9, 8), f"""
    为稳定双季稻面积，县里对种植双季稻 30 亩以上的经营主体每亩补贴 60 元。经本人申报、村级核查、镇级抽查，拟补贴情况如下。
    {table(rows)}
    镇里用{w.pick("现场丈量", "卫星影像比对和现场核实", "无人机航拍")}的办法抽查了 {w.n(30, 60)}% 的面积，核减 {w.n(3, 22)} 亩。
    公示期 7 日，监督电话：{tel(OFFICE)}。
    """, lag=w.n(1, 4))  # fmt: skip
    villages = w.some(2)
    yield Piece("c-21-1-1", OFFICE, f"望禾镇{year}年春耕备耕工作安排", w.on(year, 2, 26), f"""
    为不误农时，现就 {year} 年春耕备耕工作安排如下。
    # 一、面积任务
    全镇早稻计划播种 {w.n(80, 90) * 100} 亩，分解到村，以农户自愿和合同种植为基础，不搞强迫命令。
    # 二、服务措施
    1. 农技人员分片包村，在{villages[0].name}、{villages[1].name}设集中育秧点；
    2. 联系供种供肥单位，对种子、化肥、农药价格和质量开展检查；
    3. {w.n(3, 5)} 月上旬前完成水渠清淤 {w.n(12, 26)} 公里、维修水泵 {w.n(6, 14)} 台；
    4. 组织农机手培训一期，免费检修农机具。
    # 三、抛荒治理
    对抛荒两年以上的耕地，由村集体与承包户协商代耕代种，收益归属写入合同并公开。
    """, doc="望府发", theme="农业农村", lag=w.n(2, 6))  # fmt: skip
    yield Piece("d19-003", OFFICE, f"{year}年高素质农民培训报名通知", w.on(year, 6, 18), f"""
    经县农业农村局安排，我镇将组织 {year} 年高素质农民培训，现将报名事项通知如下。
    - 培训内容：{w.pick("油茶低产林改造和病虫害防治", "水稻机插秧和统防统治", "白莲高产栽培和初加工", "家庭农场记账和品牌营销")}；
    - 对象：年满 18 周岁、从事农业生产经营的村民，返乡青年、家庭农场主优先；
    - 名额：{w.n(30, 50)} 人；时间：{short_day(w.on(year, 7, 14))}起，共 {w.n(4, 6)} 天；
    - 地点：镇文化站二楼培训室和田间实训点；
    - 费用：免费，提供午餐和教材。
    报名办法：{short_day(w.on(year, 7, 4))}前到村委会登记，或者电话报名：{tel(OFFICE)}。培训人员名单以人数方式公布，不公开联系电话。
    """, lag=w.n(1, 3))  # fmt: skip


def _animals(w: World, year: int) -> Iterator[Piece]:
    for month, season in ((4, "春季"), (10, "秋季")):
        pigs, cattle, birds = w.n(58, 72) * 100, w.n(6, 11) * 100, w.n(30, 44) * 1000
        yield Piece("d19-005", OFFICE, f"望禾镇{year}年{season}动物疫病集中免疫情况", w.on(year, month, 22), f"""
        {season}集中免疫自 {month} 月 1 日开始，村级防疫员逐户上门，应免尽免，不收费用。
        | 畜禽 | 免疫数量 | 疫苗 |
        | 猪 | {money(pigs)} 头 | 口蹄疫疫苗 |
        | 牛、羊 | {money(cattle)} 头（只） | 口蹄疫、小反刍兽疫疫苗 |
        | 禽 | {money(birds)} 羽 | 高致病性禽流感疫苗 |
        养殖环节无害化处理病死猪 {w.n(60, 150)} 头，按每头 80 元给予补助，资金按季度核拨到养殖场户。
        养殖户发现畜禽异常死亡，不要丢弃、不要出售，请立即报告：{tel(OFFICE)}。
        """, lag=w.n(2, 6))  # fmt: skip


def _insurance(w: World, year: int) -> Iterator[Piece]:
    area = w.n(110, 135) * 100
    yield Piece("d19-007", OFFICE, f"{year}年水稻保险投保和保费补贴情况公示", w.on(year, 5, 26), f"""
    {year} 年水稻保险投保工作已经结束，现将投保和保费补贴情况公示如下。
    | 项目 | 数值 |
    | 投保面积 | {money(area)} 亩 |
    | 每亩保费 | 30 元 |
    | 总保费 | {money(area * 30)} 元 |
    | 财政补贴（80%） | {money(area * 24)} 元 |
    | 农户自缴（20%） | {money(area * 6)} 元 |
    保险责任包括暴雨、洪水、内涝、风灾、雹灾、旱灾、病虫草鼠害等。出险后 48 小时内向村协保员报案，理赔款直接打入农户账户。
    分户投保清单在村公示栏公示 3 日。咨询：{tel(OFFICE)}。
    """, lag=w.n(2, 6))  # fmt: skip
    hit = w.some(3)
    body: list[list[Cell]] = [[v.name, w.n(12, 60), w.n(40, 260)] for v in hit]
    body = [[*row, int(row[2]) * w.n(90, 160)] for row in body]
    rows: list[list[Cell]] = [
        ["村", "受灾户（户）", "赔付面积（亩）", "赔款（元）"],
        *body,
        total_row("合计", body),
    ]
    yield Piece("d19-007", OFFICE, f"{year}年早稻保险理赔结果公示", w.on(year, 9, 18), f"""
    受{w.pick("6 月下旬强降雨", "7 月初大风", "6 月中旬洪涝")}影响，部分村早稻受灾。经保险机构、农业农村服务中心和村委会共同查勘定损，理赔结果按村汇总如下。
    {table(rows)}
    对查勘面积有异议的农户，可在公示之日起 5 日内申请复勘。联系：{tel(OFFICE)}。
    """, lag=w.n(2, 5))  # fmt: skip


def _land(w: World, year: int) -> Iterator[Piece]:
    for half, month in (("下半年", 1), ("上半年", 7)):
        label = f"{year - 1 if month == 1 else year}年{half}"
        villages = w.some(w.n(4, 6))
        body: list[list[Cell]] = []
        for v in villages:
            asked = w.n(1, 6)
            body.append([v.name, asked, asked - w.n(0, 1)])
        body = [[*row, int(row[2]) * w.n(95, 120)] for row in body]
        rows: list[list[Cell]] = [
            ["村", "申请（户）", "批准（户）", "批准面积（平方米）"],
            *body,
            total_row("合计", body),
        ]
        yield Piece("c-21-4-1", OFFICE, f"望禾镇{label}农村宅基地审批结果", w.on(year, month, 13), f"""
        {label}，全镇受理农村村民宅基地申请，经村民小组讨论、村级公示、部门联审、镇政府审批，结果汇总如下。
        {table(rows)}
        未批准的，主要原因是{w.pick("不符合一户一宅规定", "选址占用永久基本农田", "未经村民小组讨论通过", "位于地质灾害隐患点范围")}，已书面告知本人并说明理由。
        批准后须在开工前申请现场放样，未经批准不得动工。申请条件和材料见办事指南，咨询：{tel(OFFICE)}。
        """, lag=w.n(2, 7))  # fmt: skip
    flow = w.some(5)
    parts: list[list[Cell]] = [[v.name, w.n(3, 16), w.n(90, 520), w.n(220, 420)] for v in flow]
    area_total = sum(int(row[2]) for row in parts)
    yield Piece("c-21-3-1", OFFICE, f"望禾镇{year}年上半年农村土地经营权流转情况", w.on(year, 7, 22), f"""
    截至 {year} 年 6 月底，本年新增土地经营权流转面积 {money(area_total)} 亩，均签订书面合同并备案。
    {table([["村", "合同（份）", "新增流转面积（亩）", "平均租金（元/亩）"], *parts])}
    流转必须坚持农户自愿，不得强迫，不得改变土地农业用途。流转期限不得超过承包期剩余期限，租金一年一付的，应在合同中写明付款日期和违约责任。
    镇农村土地承包纠纷调解委员会设在农业农村服务中心，调解不收费。
    """, lag=w.n(3, 8))  # fmt: skip
    years_ago = w.one()
    yield Piece("c-21-7-1", OFFICE, f"{years_ago.name}一事一议筹资筹劳方案审核结果公示", w.on(year, 6, 5), f"""
    {years_ago.name}村民代表会议讨论通过的“{w.pick("村组道路硬化", "安装太阳能路灯", "维修灌溉水渠")}”筹资方案，经镇政府审核，符合一事一议规定，现予公示。
    | 项目 | 内容 |
    | 参会村民代表 | {w.n(28, 36)} 人，同意 {w.n(25, 28)} 人 |
    | 筹资标准 | 每人每年 {w.pick("10", "15")} 元，五保户、低保户免交 |
    | 受益人口 | {money(years_ago.residents)} 人 |
    | 财政奖补 | {w.n(6, 18)} 万元 |
    筹资款由村委会收取并开具票据，专款专用，完工后向全体村民公布决算。公示期 7 日，反映电话：{tel(OFFICE)}。
    """, lag=w.n(2, 5))  # fmt: skip


def _leases(w: World, year: int) -> Iterator[Piece]:
    assets = (
        ("集体山林承包经营权", "亩山林", "20 年", 3),
        ("水塘养殖权", "亩水面", "5 年", 6),
        ("旧村小学校舍租赁", "平方米房屋", "10 年", 9),
        ("屋顶光伏场地租赁", "平方米屋顶", "20 年", 11),
    )
    for name, unit, years, month in assets:
        v = w.one()
        amount, base = w.n(12, 60) * 10, w.n(8, 30) * 1000
        on = w.on(year, month, 6)
        yield Piece("d02-020", OFFICE, f"{v.name}{name}公开发包公告", on, f"""
        经{v.name}村民代表会议讨论同意、镇农村集体资产管理部门审核，{v.name}股份经济合作社决定公开发包下列资产。
        | 项目 | 内容 |
        | 标的 | {v.hamlets.split("、")[0]}{amount} {unit} |
        | 期限 | {years} |
        | 底价 | 每年 {money(base)} 元 |
        | 保证金 | {money(base // 5)} 元 |
        | 报名时间 | {day(on)}起 10 日 |
        | 竞价方式 | 现场公开竞价，价高者得；同等条件下本村村民优先 |
        山林发包不得改变林地用途，公益林不得采伐。承包款按年缴入村集体账户，由镇财政所代理记账，收支情况每季度在村公示栏公布。
        报名地点：{v.name}党群服务中心，{tel(v.name)}。
        """, lag=w.n(1, 3))  # fmt: skip
        price = base + w.n(5, 40) * 100
        yield Piece("d02-020", OFFICE, f"{v.name}{name}发包结果公示", w.on(year, month, 24), f"""
        {v.name}{name}公开竞价已经结束，共 {w.n(2, 6)} 人（单位）报名，结果公示如下。
        - 标的：{amount} {unit}，期限 {years}；
        - 成交价：每年 {money(price)} 元，比底价高 {money(price - base)} 元；
        - 竞得人：{w.pick("本村村民张*明", "本村村民李*根", "望禾山川种养专业合作社", "砚溪禾光新能源有限公司")}。
        村务监督委员会全程监督，竞价记录由{v.name}股份经济合作社保存，村民可以查阅。公示期 5 日，监督电话：{tel(OFFICE)}。
        """, lag=w.n(1, 3))  # fmt: skip


def _linking(w: World, year: int) -> Iterator[Piece]:
    works = ("产业路硬化", "灌溉渠道维修", "油茶基地喷灌", "饮水管网改造", "农产品冷库", "河堤护砌")
    villages = w.some(6)
    body: list[list[Cell]] = [
        [f"{v.name}{work}", "财政衔接推进乡村振兴补助资金", w.n(12, 48)]
        for v, work in zip(villages, works, strict=True)
    ]
    rows: list[list[Cell]] = [
        ["项目", "资金来源", "计划投资（万元）"],
        *body,
        total_row("合计", body, skip=2),
    ]
    yield Piece("d26-013", OFFICE, f"望禾镇{year}年衔接资金项目计划公告", w.on(year, 3, 5), f"""
    {year} 年县下达我镇财政衔接推进乡村振兴补助资金项目 {len(body)} 个，计划投资 {rows[-1][-1]} 万元，现予公告。
    {table(rows)}
    每个项目都明确了实施单位、建设期限和联农带农方式，实施前在项目所在村公告，完工后组织验收并公告结果，公告时间不少于 10 日。
    监督电话：{tel(OFFICE)}。
    """, lag=w.n(2, 6), files=(Sheet(f"{year}年衔接资金项目计划表.xlsx", f"望禾镇{year}年衔接资金项目计划表", rows),))  # fmt: skip
    done = [[row[0], row[2], round(float(row[2]) * w.n(93, 100) / 100, 2), "已完工验收"] for row in body[:4]]
    yield Piece("d26-013", OFFICE, f"望禾镇{year}年衔接资金项目完成情况公告", w.on(year, 11, 9), f"""
    截至 {year} 年 10 月底，年初公告的 {len(body)} 个项目中有 {len(done)} 个完工验收，其余项目正在{w.pick("收尾", "办理决算审核")}。
    {table([["项目", "计划投资（万元）", "决算金额（万元）", "状态"], *done])}
    结余资金按规定收回统筹使用。项目建成后形成的资产移交所在村集体管护，管护责任人在现场公示牌上写明。
    """, lag=w.n(3, 7))  # fmt: skip
    v = w.some(4)
    yield Piece("d26-012", OFFICE, f"望禾镇{year + 1}年衔接资金项目库公示", w.on(year, 11, 17), f"""
    按照“村申报、镇审核、县审定”的程序，我镇初步确定 {year + 1} 年入库项目 {w.n(9, 14)} 个，其中产业类占 60% 以上，主要有：
    - {v[0].name}高山蔬菜育苗棚；
    - {v[1].name}油茶林道路；
    - {v[2].name}白莲烘干设备；
    - {v[3].name}到户产业奖补。
    入库不等于立项，具体实施以年度计划为准。公示期 10 日，群众对项目必要性、受益范围有意见的，请向{tel(OFFICE)}反映。
    """, lag=w.n(1, 2))  # fmt: skip


def _water(w: World, year: int) -> Iterator[Piece]:
    villages = w.some(3)
    yield Piece("c-21-2-1", OFFICE, f"望禾镇{year}年农田水利维修养护项目安排", w.on(year, 10, 20), f"""
    利用冬春农闲，{year} 年至次年春计划实施农田水利维修养护项目如下。
    | 地点 | 内容 | 投资（万元） | 受益面积（亩） |
    | {villages[0].name} | 山塘清淤、坝坡加固 | {w.n(12, 30)} | {w.n(18, 46) * 10} |
    | {villages[1].name} | 渠道防渗 {w.n(8, 24) * 100} 米 | {w.n(16, 42)} | {w.n(30, 80) * 10} |
    | {villages[2].name} | 机耕桥重建、泵站维修 | {w.n(9, 22)} | {w.n(12, 40) * 10} |
    施工由村集体组织，优先吸纳本村劳力；完工后由受益村落实管水员，管护经费从村集体收入和水费中列支。
    群众发现工程质量问题，请拨打：{tel(OFFICE)}。
    """, lag=w.n(2, 7))  # fmt: skip
    yield Piece("d13-013", OFFICE, f"望禾镇{year}年河长制工作情况通报", w.on(year, 12, 3), f"""
    {year} 年，镇村两级河长 {w.n(16, 20)} 人累计巡河 {w.n(780, 1150)} 次，发现问题 {w.n(22, 48)} 个，全部办结。
    - 清理河道垃圾 {w.n(40, 90)} 吨，打捞水葫芦 {w.n(6, 18)} 吨；
    - 拆除河道内围网 {w.n(2, 5)} 处，劝离电鱼、毒鱼 {w.n(3, 9)} 起；
    - 望禾河出境断面水质全年保持Ⅱ类。
    巡河以解决问题为准，不以拍照数量计工作量。群众发现河道问题，可以拨打公示牌上的河长电话，也可以联系{tel(OFFICE)}。
    """, lag=w.n(2, 6))  # fmt: skip
    v = w.one()
    paper = """
    一、野外用火审批：森林特别防护期内一律不批准炼山、烧田埂草。
    二、祭扫用火：提倡鲜花、植树祭扫；确需焚香烧纸的，须清除周边杂草、备足水源、人离火灭。
    三、违反规定的，由林业主管部门依照《森林防火条例》处罚；构成犯罪的，依法追究刑事责任。
    """
    yield Piece("c-20-12-2", "平安法治办", f"望禾镇人民政府关于{year}年清明期间禁止野外用火的通告", w.on(year, 3, 28), f"""
    为预防森林火灾，根据《森林防火条例》和县人民政府禁火令，现通告如下。
    一、禁火时间：{year} 年 4 月 1 日至 4 月 30 日。
    二、禁火范围：全镇林地和距离林地边缘 100 米范围内。
    三、禁火期间，禁止上坟烧纸、燃放烟花爆竹、烧田埂草、烧秸秆、炼山造林、野炊烧烤等一切野外用火。
    四、各村在进山路口设卡劝导，免费提供鲜花替换纸钱，护林员每日巡山不少于两次；{v.name}、岭背村、樟坑村为重点村。
    五、发现火情立即拨打 12119 或者镇值班电话 0000-8880101，禁止组织老人、儿童、孕妇和残疾人扑火。
    违反本通告的，依法给予行政处罚；造成森林火灾的，依法追究责任。
    """, doc="望府发", theme="应急管理", lag=0, files=(Paper(f"{year}年森林防火明白纸.pdf", "森林防火明白纸", paper),))  # fmt: skip
