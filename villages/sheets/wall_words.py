"""The month's sheet as it is said: 大喇叭 reads it out, 微信群 gets it with the way to the page. No names, no entries."""

from disclosure.checks.personal import mask_text
from disclosure.sheets.channels import village_group
from disclosure.sheets.channels.loudspeaker import announced
from disclosure.sheets.channels.sentences import closed, cut, fitting
from villages.law.money import yuan
from villages.law.wall import month_label
from villages.sheets.wall import Notice, Wall

LIMIT = village_group.LIMIT
_SAID = 220  # characters of titles read out: with the rest about a minute and a half
_TITLE = 60


def script(wall: Wall) -> str:
    """What the announcer reads: short sentences, figures in words."""
    written = [f"现在广播{wall.title}。", *_accounts_said(wall)]
    if wall.notices:
        written.append(f"本月村里公开了{len(wall.notices)}件事。")
        told = [_said(notice) for notice in wall.notices]
        heard = list(fitting(told, _SAID)) or [cut(told[0], _SAID)]
        written += heard
        if rest := len(told) - len(heard):
            written.append(f"还有{rest}件，请看公示栏。")
    elif wall.money is None:
        written.append("本月没有新的公开事项。")
    written.append("逐笔明细和全文请看村公示栏，也可以扫公示栏上的二维码。")
    written.append(f"张贴时间：{wall.posted.replace('（', '，').replace('）', '')}。")
    where = [f"拨打电话{wall.phone}" if wall.phone else "", f"到{wall.where}当面提出" if wall.where else ""]
    ways = "，或者".join(way for way in where if way)
    written += [f"有疑问的，请{ways or '向村干部提出'}。", "村务监督委员会负责监督。"]
    return announced(written)


def _accounts_said(wall: Wall) -> list[str]:
    money = wall.money
    if money is None:
        return []
    return [
        f"先说{month_label(wall.month)}的财务。",
        f"月初结余{yuan(money.opening)}元。",
        f"收入{money.incomes}笔，共{yuan(money.income)}元。" if money.incomes else "没有收入。",
        f"支出{money.expenses}笔，共{yuan(money.expense)}元。" if money.expenses else "没有支出。",
        f"月末结余{yuan(money.closing)}元。",
    ]


def _said(notice: Notice) -> str:
    people = f"涉及对象{notice.head_count}个" if notice.head_count is not None else ""
    figures = "，".join(part for part in (people, notice.amount) if part)
    title = closed(_masked(notice.told))
    return f"{title.removesuffix('。')}，{figures}。" if figures else title


def message(wall: Wall) -> str:
    """The message for the group, at most 300 characters: what there is, and the way to the page."""
    head = f"【{wall.title}】"
    money = ""
    if wall.money is not None:
        income, expense, closing = map(yuan, (wall.money.income, wall.money.expense, wall.money.closing))
        money = f"财务：收入{income}元，支出{expense}元，结余{closing}元。"
    tail = [
        f"看全文：{wall.url}",
        f"有疑问：{wall.phone}，或在网页上提出" if wall.phone else "有疑问：在网页上提出",
    ]
    room = LIMIT - sum(len(line) + 1 for line in (head, money, *tail) if line)
    titles = [f"{n}. {cut(_masked(notice.told), _TITLE)}" for n, notice in enumerate(wall.notices, 1)]
    return "\n".join(line for line in (head, money, *_as_fits(titles, room), *tail) if line)


def _as_fits(titles: list[str], room: int) -> list[str]:
    """As many as there is room for, and how many more there are."""
    whole = sum(len(title) + 1 for title in titles)
    if whole <= room:
        return titles
    kept: list[str] = []
    for title in titles:
        more = f"……共{len(titles)}件"
        if sum(len(line) + 1 for line in (*kept, title, more)) > room:
            return [*kept, more]
        kept.append(title)
    return kept


def _masked(text: str) -> str:
    return mask_text(text)[0]
