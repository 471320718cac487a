"""What is not finished or went wrong: drafts, waiting, sent back, withdrawn and put right; what was brought in (迁入)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from disclosure.law.lifecycle import State, Validity
from gongkai.demo.places import tel
from gongkai.demo.story import Piece, World, day


def pieces(w: World) -> Iterator[Piece]:
    yield from _unfinished(w)
    yield from _withdrawn(w)
    yield from _brought_in(w)


def _unfinished(w: World) -> Iterator[Piece]:
    last = w.calendar.back(w.until, 2).on
    before = w.calendar.back(w.until, 5).on
    draft, waiting = State.DRAFT, State.LEVEL1
    yield Piece(
        "d05-013",
        "社会事务办",
        "望禾镇本月临时救助审批情况（草稿）",
        last,
        "正在汇总各村上报数字，待核对后填写。\n| 村 | 人次 | 金额（元） |\n| 上坪村 | 2 | 3,000 |",
        state=draft,
    )
    yield Piece(
        "d02-013",
        "财政所",
        "望禾镇档案密集架采购项目成交结果公告",
        last,
        "采购方式：询价。成交金额待合同签订后填写。",
        state=draft,
    )
    yield Piece(
        "d20-003",
        "社会事务办",
        "望禾镇新年村晚节目征集通知",
        last,
        f"镇文化站面向全镇征集新年村晚节目，歌舞、戏曲、小品、器乐均可，不收报名费。报名到各村委会或者{tel('社会事务办')}。",
        state=draft,
    )
    yield Piece(
        "d23-010",
        "平安法治办",
        "关于防范低温雨雪冰冻天气的提示",
        last,
        "据气象部门预报，近期气温明显下降，高海拔路段可能结冰。请检查水管、农作物保温，取暖注意通风防火，非必要不前往岭背等高山路段。值班电话 0000-8880101。",
        state=waiting,
    )
    yield Piece(
        "d05-013",
        "社会事务办",
        "望禾镇临时救助工作情况说明",
        last,
        f"为让群众更清楚临时救助的办理，现将近期常见问题说明如下：申请不限次数，但同一事由一年内一般只救助一次；紧急情况先救助后补手续。咨询{tel('社会事务办')}。",
        state=waiting,
    )
    yield Piece(
        "d19-001",
        "农业农村服务中心",
        "望禾镇农机购置补贴第三批受益情况公示",
        last,
        "拟补贴机具 6 台，金额 18,400 元，其中微型耕耘机 4 台、割草机 2 台。公示期 7 日。",
        state=waiting,
    )
    yield Piece(
        "own:accounts",
        "古井村",
        "古井村集体收支情况公开（补充说明）",
        before,
        "本期支出中水渠维修金额较大，补充说明：维修长度 180 米，用工 62 个，材料费 8,600 元。",
        state=draft,
        remark="附表第 3 行合计与明细不一致，请与村会计核对；并请村务监督委员会签署意见后再提交。",
    )
    yield Piece(
        "d21-012",
        "社会事务办",
        "望禾镇奖励扶助对象名单公示",
        before,
        "拟公示对象名单见附件。",
        state=draft,
        remark="附件列有出生日期和银行卡号后四位，不符合公开要求。请改为按村汇总人数和金额，名单只在村内公示姓名。",
    )


def _withdrawn(w: World) -> Iterator[Piece]:
    year = w.until.year if w.until.month > 6 else w.until.year - 1
    on = w.on(year, 5, 12)
    text = """
    {lead}
    | 村 | 户数 | 金额（元） |
    | 樟坑村 | 9 | 6,300 |
    | 岭背村 | 11 | 7,700 |
    | 桐岭村 | 8 | 5,600 |
    | 合计 | 28 | {total} |
    管护补助按公益林面积核定，通过“一卡通”发放。对面积和金额有异议，请在 7 日内反映：{phone}。
    """
    wrong = text.format(
        lead=f"{year} 年公益林管护补助发放情况公示如下。", total="19,060", phone=tel("农业农村服务中心")
    )
    right = text.format(
        lead=f"{day(on)}发布的同名公示合计数有误（误为 19,060 元，应为 19,600 元），已撤回，现更正后重新公示。分村数据没有变化。",
        total="19,600",
        phone=tel("农业农村服务中心"),
    )
    piece = Piece(
        "own:fire",
        "农业农村服务中心",
        f"望禾镇{year}年公益林管护补助发放情况公示",
        on,
        wrong,
        state=State.WITHDRAWN,
        lag=1,
    )
    yield piece
    yield replace(
        piece, title=f"{piece.title}（更正）", text=right, state=State.PUBLISHED, on=w.calendar.add(on, 2).on
    )


OLD = (
    ("c-20-1-1", "党政综合办", "望禾镇人民政府关于进一步规范农村集体聚餐申报的意见", "农村集体聚餐十桌以上的，主家提前三日向村食品安全协管员申报，协管员到现场指导，提醒食材采购、加工、留样。申报不收费、不审批。各村建立乡村厨师名册，每年组织一次健康检查和培训。", 620, Validity.VALID),
    ("c-20-1-1", "平安法治办", "望禾镇人民政府关于加强烟花爆竹燃放管理的通知", "春节、元宵期间在集镇、学校、敬老院、林区周边禁止燃放烟花爆竹；零售点须持证经营，不得超量存放。提倡文明祭扫、少放或者不放。", 700, Validity.EXPIRED),
    ("c-20-1-1", "农业农村服务中心", "望禾镇农村小型公共设施管护办法（试行）", "村内道路、水渠、路灯、公厕、健身器材等由村集体管护，明确管护人和标准，管护经费从村集体收入和财政补助中列支，每年公布一次管护清单和支出。", 540, Validity.AMENDED),
    ("c-20-1-1", "社会事务办", "望禾镇移风易俗倡议及红白理事会工作指引", "倡导婚事新办、丧事简办，不攀比彩礼、不大操大办。红白理事会由村民推选，负责劝导和服务，不设罚款。", 460, Validity.VALID),
    ("c-21-1-1", "农业农村服务中心", "望禾镇高标准农田建后管护实施细则", "高标准农田建成后移交村集体管护，落实管水员和巡护员，禁止在渠道倾倒垃圾、擅自占用机耕路。损毁的由管护单位在农闲时修复。", 400, Validity.VALID),
    ("c-20-12-1", "平安法治办", "望禾镇突发地质灾害应急预案", "全镇有地质灾害隐患点 12 处，落实群测群防员 12 名。出现裂缝、掉块、泉水变浑等异常，立即撤离并报告。预案明确转移路线、安置点和联络人。", 330, Validity.REPEALED),
    ("d16-001", "经济发展办", "望禾镇农村危房改造实施细则", "明确重点对象范围、申请评议公示程序、鉴定和验收要求、补助资金拨付时限，以及监督举报方式。先鉴定后改造，不搞垫资施工。", 250, Validity.VALID),
    ("d05-001", "社会事务办", "望禾镇社会救助“一门受理、协同办理”实施办法", "群众遇到困难，只需向镇便民服务中心救助窗口提出，由窗口转办、督办、反馈，不得推诿。窗口首接负责，七个工作日内答复处理进展。", 210, Validity.VALID),
    ("d13-015", "经济发展办", "望禾镇农村生活垃圾分类收运方案", "实行户分类、村收集、镇转运，厨余垃圾就近堆肥，有害垃圾单独存放。每村配备分类收集点和保洁员，收运时间提前公布。", 150, Validity.VALID),
    ("c-20-15-1", "党政综合办", "望禾镇人民政府工作报告主要内容", "报告回顾了过去一年粮食生产、项目建设、民生保障和基层治理工作，提出新一年稳定双季稻面积、完善水利设施、改善镇村环境、做好养老托幼等任务。", 300, Validity.NONE),
)  # fmt: skip


def _brought_in(w: World) -> Iterator[Piece]:
    for item, unit, title, gist, days, validity in OLD:
        on = w.calendar.roll(w.start - timedelta(days=days))
        text = f"""
        {gist}
        # 说明
        本信息原在县门户网站公开，随本系统启用迁入，原文内容和原发布日期没有变动。文件如已修改或者失效，以有效性标注为准。
        需要原文复印件的，可以到镇便民服务中心公开查阅点查阅，或者联系{tel(unit)}。
        """
        doc = "" if validity == Validity.NONE else "望府发"
        yield Piece(item, unit, title, on, text, doc=doc, theme="历史文件", carried=True, validity=validity)
