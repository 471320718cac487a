"""Figures as they are said aloud: dates, sums, shares, document numbers, telephones.

The text is read once from left to right, at each place the special forms before the plain number.
"""

import re
from collections.abc import Callable

DIGITS = "零一二三四五六七八九"
YEAR = "〇一二三四五六七八九"
PHONE = "零幺二三四五六七八九"

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DASH = r"[-—–―－~～〜]+"
_TO_ASCII = str.maketrans("０１２３４５６７８９％．＋", "0123456789%.+")
# After these a 2 is said 两.
_MEASURES = (
    "个|名|户|人|万|亿|千|百|年(?!级)|天|周|次|项|条|件|份|批|只|头|台|套|间|所|处|座|村|组|小时|分钟|点|元|亩|斤|公斤|"
    "吨|米|公里|平方|立方|倍|类|种|家|张|本|位|根|棵|辆|片|块|成|口|场|岁|余|多|段|支|笔|轮|遍|者|侧|端|代|对|人次"
)
_UNITS = {
    "km²": "平方公里", "km2": "平方公里", "m²": "平方米", "m2": "平方米", "㎡": "平方米", "m³": "立方米", "m3": "立方米",
    "㎥": "立方米", "hm²": "公顷", "kWh": "千瓦时", "kW": "千瓦", "km": "公里", "㎞": "公里", "kg": "公斤", "㎏": "公斤",
    "cm": "厘米", "㎝": "厘米", "mm": "毫米", "㎜": "毫米", "mL": "毫升", "ml": "毫升", "mg": "毫克", "℃": "摄氏度",
    "°C": "摄氏度", "m": "米", "g": "克", "t": "吨", "L": "升",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in _UNITS)
_CALL = r"(?:电话|热线|手机|座机|拨打|致电|传真|短信|联系方式|短号|咨询)(?:号码|号)?(?:[为是：: ]|\(|（)*"
_HOTLINE = r"(?:1[12]\d|12\d{3}|10\d{3}|9[56]\d{3,4})"


def cardinal(number: int) -> str:
    """A whole number in words: 12300 → 一万二千三百, 110 → 一百一十, 12 → 十二."""
    if number < 0:
        return "负" + cardinal(-number)
    if number == 0:
        return "零"
    parts: list[str] = []
    gap = False
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, scale)
        if group >= 10**4:  # beyond what anything here counts
            return "".join(DIGITS[int(digit)] for digit in str(group * scale + number))
        if group == 0:
            gap = bool(parts)
            continue
        if parts and (gap or group < 1000):
            parts.append("零")
        parts.append(_group(group) + name)
        gap = False
    words = "".join(parts)
    words = words.removeprefix("一") if words.startswith("一十") else words
    return re.sub(r"^二(?=[千万亿])", "两", words)


def _group(number: int) -> str:
    """1 to 9999."""
    words, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
        gap = digit == 0
    return words


def decimal(text: str) -> str:
    """A number as written, thousands marks allowed: 12,300.5 → 一万二千三百点五."""
    whole, _, part = text.replace(",", "").partition(".")
    return cardinal(int(whole)) + ("点" + "".join(DIGITS[int(d)] for d in part) if part else "")


def digits(text: str, names: str = DIGITS) -> str:
    """Digit by digit; everything else is left out."""
    return "".join(names[int(char)] for char in text if char.isascii() and char.isdigit())


def spoken(text: str) -> str:
    """The text with every figure in words, as an announcer says it."""
    text = text.translate(_TO_ASCII)
    said: list[str] = []
    at = 0
    while at < len(text):
        for pattern, say in _RULES:
            if match := pattern.match(text, at):
                said.append(say(match))
                at = match.end()
                break
        else:
            said.append(text[at])
            at += 1
    return "".join(said)


def _date(m: re.Match[str]) -> str:
    if not (1 <= int(m[2]) <= 12 and 1 <= int(m[3]) <= 31):
        return digits(m[0])
    return f"{digits(m[1], YEAR)}年{cardinal(int(m[2]))}月{cardinal(int(m[3]))}日"


def _clock(m: re.Match[str]) -> str:
    hour, minute = int(m[1]), int(m[2])
    clause = re.split(r"[，。；、]", m.string[: m.start()])[-1]
    if hour > 12 and re.search(r"下午|傍晚|晚上", clause):  # 下午14:00 is said 下午两点
        hour -= 12
    said = "两点" if hour == 2 else cardinal(hour) + "点"
    if minute == 0:
        return said
    return said + ("零" if minute < 10 else "") + cardinal(minute) + "分"


def _money(m: re.Match[str]) -> str:
    number, scale = m[1], m[2] or ""
    rate = "".join(
        "每" + unit for unit in re.findall(r"[/／·]([\u4e00-\u9fff]{1,3}?)(?=[/／·]|$)", m[3] or "")
    )
    whole, _, part = number.replace(",", "").partition(".")
    if scale or not part or len(part) > 2:
        return _counted(number, scale or "元") + (f"{scale}元" if scale else "元") + rate
    tenth, hundredth = int(part[0]), int(part[1:] or 0)
    said = _counted(whole, "元") + "元" if int(whole) or not (tenth or hundredth) else ""
    said += DIGITS[tenth] + "角" if tenth else ("零" if hundredth and said else "")
    return said + (DIGITS[hundredth] + "分" if hundredth else "") + rate


def _counted(number: str, following: str) -> str:
    """A number before a measure: a bare 2 is 两."""
    if number.replace(",", "") == "2" and re.match(_MEASURES, following):
        return "两"
    return decimal(number)


def _plain(m: re.Match[str]) -> str:
    number, following = m[0], m.string[m.end() : m.end() + 3]
    bare = number.replace(",", "")
    if "." not in bare and "," not in number:
        if bare.startswith("0") and len(bare) > 1:
            return digits(bare)
        if len(bare) >= 7 and not re.match(rf"\s*(?:{_MEASURES})", following):
            return digits(bare, PHONE)
        if len(bare) == 4 and bare[:2] in {"19", "20"} and re.match(r"届|级|款|版|财年", following):
            return digits(bare, YEAR)
    return _counted(number, following.lstrip())


def _unit(m: re.Match[str]) -> str:
    unit = _UNITS[m[2]]
    return _counted(m[1], unit) + unit


def _letters(m: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda d: digits(d[0]), m[0])


_PATTERNS: dict[str, tuple[str, Callable[[re.Match[str]], str]]] = {
    "url": (r"(?:https?://|www\.)[!-~]+", lambda m: "公告里的网址"),
    "mail": (r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z]", lambda m: "公告里的邮箱"),
    "masked": (r"1\d{2}\*{4}(\d{4})", lambda m: "尾号" + digits(m[1], PHONE)),
    "doc": (
        r"[〔\[【(（](\d{4})[〕\]】)）]\s*第?\s*(\d{1,5})\s*号",
        lambda m: f"{digits(m[1], YEAR)}年第{cardinal(int(m[2]))}号",
    ),
    "day": (r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", _date),
    "iso": (r"(?<![\d.])((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])", _date),
    "years": (
        rf"(?<!\d)((?:19|20)\d{{2}})(?:年)?(?:{_DASH}|至|到)((?:19|20)\d{{2}})(?=年|学年|年度)",
        lambda m: f"{digits(m[1], YEAR)}年到{digits(m[2], YEAR)}",
    ),
    "year": (r"(?<!\d)((?:19|20)\d{2})(?=\s*年)", lambda m: digits(m[1], YEAR)),
    "mobile": (r"(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)", lambda m: digits(m[0], PHONE)),
    "landline": (
        r"(?<!\d)[(（]?0\d{2,3}[)）]?\s*[-—－\s]?\s*\d{7,8}(?:\s*[-转]\s*(\d{1,5}))?(?!\d)",
        lambda m: digits(m[0][: m.start(1) - m.start()] if m[1] else m[0], PHONE)
        + (f"转{digits(m[1], PHONE)}" if m[1] else ""),
    ),
    "service": (r"(?<!\d)[48]00[-\s]?\d{3}[-\s]?\d{4}(?!\d)", lambda m: digits(m[0], PHONE)),
    "called": (
        rf"({_CALL})(\d{{3,8}}(?:[、/]\d{{3,8}})*)(?![\d,.:：]|[-—－]\d|\s*(?:{_MEASURES}|年|月|日))",
        lambda m: m[1] + re.sub(r"\d+", lambda d: digits(d[0], PHONE), m[2]),
    ),
    "hotline": (rf"(?<!\d){_HOTLINE}(?=[^\d，。；、]{{0,12}}(?:热线|平台))", lambda m: digits(m[0], PHONE)),
    "clock": (r"(?<![\d:：])([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：][0-5]\d)?(?!\d)", _clock),
    "percent": (rf"({_NUMBER})\s*%", lambda m: "百分之" + decimal(m[1])),
    "permille": (rf"({_NUMBER})\s*‰", lambda m: "千分之" + decimal(m[1])),
    "yuan": (
        rf"(?:人民币|[￥¥])?({_NUMBER})\s*(万亿|亿|千万|百万|万|千|百)?元((?:[/／·][\u4e00-\u9fff]{{1,3}})*)",
        _money,
    ),
    "sign": (rf"[￥¥]({_NUMBER})\s*(万亿|亿|万)?(\b)?", _money),
    "fraction": (
        r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])",
        lambda m: f"{cardinal(int(m[2]))}分之{cardinal(int(m[1]))}",
    ),
    "range": (rf"(?<=[\d日号月年时分点%℃元级万亿])\s*{_DASH}\s*(?=\d)", lambda m: "到"),
    "below": (
        rf"(?<![\w)）\]〕])[-−－]({_NUMBER})(\s*(?:℃|°C|度))?",
        lambda m: ("零下" if m[2] else "负") + decimal(m[1]) + (("摄氏度" if "C" in m[2] or "℃" in m[2] else "度") if m[2] else ""),
    ),
    "unit": (rf"({_NUMBER})\s*({_UNIT})(?![A-Za-z0-9])", _unit),
    "item": (r"^[ \t　]*[(（]?(\d{1,2})(?:[.．、](?!\d)|[)）])\s*", lambda m: cardinal(int(m[1])) + "，"),
    "times": (r"(?<=\d)\s*[×*]\s*(?=\d)", lambda m: "乘"),
    "ordinal": (r"第\s*(\d{1,6})(?!\d)", lambda m: "第" + cardinal(int(m[1]))),
    "letters": (r"[A-Za-z]+[-]?\d+|\d{1,2}(?=[A-Z])", _letters),
    "plain": (_NUMBER, _plain),
}  # fmt: skip
# How each is said; the first that fits at a place wins.
_RULES = [(re.compile(pattern, re.MULTILINE), say) for pattern, say in _PATTERNS.values()]
