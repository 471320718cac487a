"""Figures as they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.sheets.channels.spoken import cardinal, decimal, spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # days
        ("2026年3月9日", "二〇二六年三月九日"),
        ("2026年03月09日", "二〇二六年三月九日"),
        ("２０２６年３月９日", "二〇二六年三月九日"),
        ("2026-03-09", "二〇二六年三月九日"),
        ("2026.3.9", "二〇二六年三月九日"),
        ("2026/3/9", "二〇二六年三月九日"),
        ("3月9日至17日", "三月九日至十七日"),
        ("3月9日—3月17日", "三月九日到三月十七日"),
        ("2026年3月", "二〇二六年三月"),
        ("2026年度", "二〇二六年度"),
        ("2025—2026年", "二〇二五年到二〇二六年"),
        ("2026届", "二〇二六届"),
        ("2月2日", "二月二日"),
        ("2年内", "两年内"),
        ("20年", "二十年"),
        # times
        ("8:30", "八点三十分"),
        ("9:05", "九点零五分"),
        ("10:00-11:30", "十点到十一点三十分"),
        ("14:00", "十四点"),
        ("下午14:00—17:30", "下午两点到五点三十分"),
        ("下午2:00", "下午两点"),
        # money
        ("12,300元", "一万二千三百元"),
        ("12300元", "一万二千三百元"),
        ("12.50元", "十二元五角"),
        ("12.55元", "十二元五角五分"),
        ("2.05元", "两元零五分"),
        ("0.5元", "五角"),
        ("12.00元", "十二元"),
        ("12.5万元", "十二点五万元"),
        ("2万元", "两万元"),
        ("20000元", "两万元"),
        ("￥12,300", "一万二千三百元"),
        ("￥12,300元", "一万二千三百元"),
        ("300元/月", "三百元每月"),
        ("200元/人·年", "二百元每人每年"),
        ("1200000元", "一百二十万元"),
        ("1.3亿元", "一点三亿元"),
        # document numbers
        ("望府发〔2026〕12号", "望府发二〇二六年第十二号"),
        ("望府发[2026]3号", "望府发二〇二六年第三号"),
        ("第12条", "第十二条"),
        ("第2批", "第二批"),
        # shares
        ("35%", "百分之三十五"),
        ("35％", "百分之三十五"),
        ("3.5%", "百分之三点五"),
        ("5%-8%", "百分之五到百分之八"),
        ("2‰", "千分之二"),
        ("2/3", "三分之二"),
        # telephones
        ("13800001234", "幺三八零零零零幺二三四"),
        ("138-0000-1234", "幺三八零零零零幺二三四"),
        ("0000-62000012", "零零零零六二零零零零幺二"),
        ("（0571）62000012", "零五七幺六二零零零零幺二"),
        ("电话：0000-6200001转602", "电话：零零零零六二零零零零幺转六零二"),
        ("咨询电话：62200001", "咨询电话：六二二零零零零幺"),
        ("400-000-1234", "四零零零零零幺二三四"),
        ("拨打12345", "拨打幺二三四五"),
        ("拨打120、110", "拨打幺二零、幺幺零"),
        ("12345政务服务便民热线", "幺二三四五政务服务便民热线"),
        ("138****1234", "尾号幺二三四"),
        # counts
        ("2个", "两个"),
        ("2户2人", "两户两人"),
        ("12个", "十二个"),
        ("110人", "一百一十人"),
        ("3—5天", "三到五天"),
        ("24小时", "二十四小时"),
        ("60周岁", "六十周岁"),
        ("1,000", "一千"),
        ("007", "零零七"),
        ("20260102003", "二零二六零幺零二零零三"),
        # units and signs
        ("25㎡", "二十五平方米"),
        ("25m²", "二十五平方米"),
        ("2km", "两公里"),
        ("2.5亩", "二点五亩"),
        ("-5℃", "零下五摄氏度"),
        ("3×4米", "三乘四米"),
        ("5G网络", "五G网络"),
        ("G60高速", "G六零高速"),
        ("1. 到村委会", "一，到村委会"),
        ("（2）带身份证", "二，带身份证"),
        # addresses
        ("详见https://www.example.com/a?b=1。", "详见公告里的网址。"),
        ("发到a.b@example.com", "发到公告里的邮箱"),
        ("没有数字", "没有数字"),
    ],
)
def test_written_and_said(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (100, "一百"), (101, "一百零一"), (110, "一百一十"),
        (200, "二百"), (1000, "一千"), (1005, "一千零五"), (1010, "一千零一十"), (2000, "两千"), (2002, "两千零二"),
        (10000, "一万"), (10005, "一万零五"), (10010, "一万零一十"), (10500, "一万零五百"), (22000, "两万二千"),
        (100000, "十万"), (105000, "十万五千"), (120500, "十二万零五百"), (1000001, "一百万零一"), (10050000, "一千零五万"),
        (100000000, "一亿"), (100000001, "一亿零一"), (120000000, "一亿二千万"), (1000050000, "十亿零五万"), (-3, "负三"),
    ],
)  # fmt: skip
def test_whole_numbers(number: int, said: str) -> None:
    assert cardinal(number) == said


_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def _value(words: str) -> int:
    """The number back from its words, by the rule children learn."""
    total = section = digit = 0
    for char in words:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _SCALES:
            section += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            total = (total + section + digit) * 10_000 if char == "万" else (total + section + digit) * 10**8
            section = digit = 0
            if char == "万":
                continue
    return total + section + digit


@given(st.integers(0, 99_999_999))
def test_words_say_the_number(number: int) -> None:
    assert _value(cardinal(number)) == number


@given(st.integers(1, 9_999), st.integers(0, 99_999_999))
def test_words_beyond_a_hundred_million_say_it_in_two_parts(high: int, low: int) -> None:
    above, _, below = cardinal(high * 10**8 + low).partition("亿")

    assert (_value(above), _value(below) if below else 0) == (high, low)


def test_decimals() -> None:
    assert decimal("12,300.05") == "一万二千三百点零五"


@given(st.text(alphabet="0123456789-—.,:/%元年月日号第〔〕()￥万亿℃mkg× \n电话A", max_size=60))
def test_no_figure_is_left_in_what_is_said(text: str) -> None:
    assert not any(char.isdigit() and char.isascii() for char in spoken(text))
