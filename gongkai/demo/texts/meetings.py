"""Half-yearly work reports and meetings of the township government."""

from collections.abc import Iterator

from gongkai.demo.places import OFFICIALS
from gongkai.demo.story import Piece, World, day

OFFICE = "党政综合办"


def pieces(w: World) -> Iterator[Piece]:
    for year in w.years:
        yield _work_report(w, year)
        yield from _meetings(w, year)


def _work_report(w: World, year: int) -> Piece:
    villages = w.some(2)
    text = f"""
    {year} 年上半年，全镇上下围绕年初确定的目标，各项工作取得进展。
    # 上半年主要工作
    - 春耕生产：早稻插秧 {w.n(78, 92) * 100} 亩，发放耕地地力保护补贴公示 12 个村；
    - 项目建设：{villages[0].name}水渠维修、{villages[1].name}路灯安装按期完工；
    - 民生保障：低保、特困供养资金按月发放到位，临时救助 {w.n(28, 46)} 人次；
    - 安全防范：排查地质灾害隐患点 {w.n(9, 14)} 处，转移避险演练 {w.n(3, 6)} 场。
    # 存在的不足
    {w.pick("村集体经济发展不平衡，个别村收入来源单一", "部分通村公路破损，雨季通行不便", "留守老人照料服务还有缺口")}；基层公开质量参差不齐，个别村公示不及时。
    # 下半年安排
    抓好晚稻生产和秸秆综合利用，加快农村危房改造，做好城乡居民医保征缴，完成年初确定的民生实事。
    """
    return Piece(
        "c-20-15-1", OFFICE, f"望禾镇{year}年上半年工作总结和下半年工作安排", w.on(year, 7, 10), text
    )


def _meetings(w: World, year: int) -> Iterator[Piece]:
    topics = (
        (
            3,
            20,
            "春耕备耕、耕地地力保护补贴公示和森林防火",
            "会议强调，清明前后祭扫用火多，各村要提前劝导，护林员全员上岗。",
        ),
        (
            6,
            12,
            "防汛备汛、夏季防溺水和“三夏”生产",
            "会议要求，对溪口、石桥等沿河村，落实“谁转移、转移谁、往哪里转移”。",
        ),
        (
            9,
            16,
            "城乡居民医保征缴、秋季秸秆禁烧和村集体经济",
            "会议指出，医保征缴要讲清政策、自愿参保，不得摊派。",
        ),
        (
            12,
            10,
            "民生实事收尾、冬春救助和安全生产",
            "会议明确，冬春救助款物要在春节前发放到户，发放结果按村公示。",
        ),
    )
    for month, dom, topic, stress in topics:
        text = f"""
        {day(w.on(year, month, dom))}，镇长{OFFICIALS["镇长"]}主持召开镇政府常务会议，研究{topic}等工作。
        会议听取了有关单位的汇报，审议了{w.pick("近期项目资金安排", "村级小型工程建设计划", "镇村道路管护方案", "近期民生资金使用情况")}。
        {stress}
        会议决定：
        1. 由{w.pick("经济发展办", "农业农村服务中心", "社会事务办")}牵头，{w.n(7, 15)} 日内拿出具体方案并公开；
        2. 涉及资金使用的事项，实施前后都要公示，接受群众监督；
        3. 有关事项进展情况在下次会议上通报。
        """
        yield Piece(
            "c-20-15-1",
            OFFICE,
            f"镇政府常务会议研究{topic.split('、')[0]}等工作",
            w.on(year, month, dom),
            text,
            lag=w.n(2, 5),
        )
