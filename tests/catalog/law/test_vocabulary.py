"""The printed columns of the catalog: read, printed again, and doubted where they should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.law.vocabulary import (
    Audience,
    Channel,
    Level,
    Mode,
    NodeKind,
    Origin,
    UnitKind,
    Unreadable,
    Verified,
    print_audience,
    print_channels,
    print_levels,
    print_mode,
    read_audience,
    read_channels,
    read_levels,
    read_mode,
)

LABELS = [
    "政府网站",
    "政府公报",
    "两微一端",
    "发布会/听证会",
    "广播电视",
    "纸质媒体",
    "公开查阅点",
    "政务服务中心",
    "便民服务站",
    "入户/现场",
    "社区/企事业单位/村公示栏(电子屏)",
    "精准推送",
    "其他",
]
OTHERS = [
    "基层公共服务平台",
    "投资项目在线审批监管平台",
    "公共资源交易平台",
    "国家企业信用信息公示系统",
    "办税服务厅",
    "法律服务网",
    "征地信息公开平台",
    "财政部门网站",
    "公共资源交易平台、信用中国、招投标公共服务平台",
]
FORM = """□政府网站  ■政府公报 ☑两微一端
○发布会听证会 √广播电视 □纸质媒体
●公开查阅点 □政务服务中心
☐便民服务站 □入户/现场
■社区/企事业单位、
村公示栏（电子屏） □精准推送
✓其他：县融媒体中心"""


def test_channels_stand_in_printed_order_with_printed_labels():
    assert [channel.label for channel in Channel] == LABELS


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (Audience, {"all": "全社会", "group": "特定群体", "both": "全社会/特定群体"}),
        (Mode, {"proactive": "主动", "on_request": "依申请", "both": "主动/依申请"}),
        (Level, {"county": "县级", "township": "乡镇", "village": "村级"}),
        (
            Origin,
            {"national": "国家指引", "county": "县级目录", "township": "本镇特色", "village": "村级目录"},
        ),
        (Verified, {"yes": "已核对", "part": "部分核对", "no": "待核对"}),
        (NodeKind, {"domain": "试点领域", "column": "法定栏目", "group": "分类", "item": "公开事项"}),
        (
            UnitKind,
            {
                "township": "乡镇",
                "office": "内设机构",
                "station": "派驻机构",
                "institution": "事业单位",
                "village": "村（社区）",
            },
        ),
    ],
)
def test_values_and_labels_are_fixed(kind, labels):
    assert {member.value: member.label for member in kind} == labels
    assert [kind(value) for value in labels] == list(kind)


@pytest.mark.parametrize("label", LABELS)
def test_each_label_alone_is_its_channel(label):
    assert read_channels(label) == ([Channel(list(Channel)[LABELS.index(label)])], "", [])


@pytest.mark.parametrize("named", OTHERS)
def test_what_other_names_is_kept(named):
    text = f"政府网站;社区/企事业单位/村公示栏(电子屏);其他({named})"

    channels, note, unknown = read_channels(text)

    assert (channels, note, unknown) == ([Channel.WEBSITE, Channel.NOTICE_BOARD, Channel.OTHER], named, [])
    assert print_channels(channels, note) == text


@given(st.sets(st.sampled_from(Channel)), st.sampled_from(["", *OTHERS]), st.booleans())
def test_printed_channels_read_back(chosen, note, boxes):
    note = note if Channel.OTHER in chosen else ""

    again = read_channels(print_channels(chosen, note, boxes=boxes))

    assert again == ([channel for channel in Channel if channel in chosen], note, [])


def test_of_a_form_only_ticked_boxes_count():
    assert read_channels(FORM) == (
        [
            Channel.GAZETTE,
            Channel.SOCIAL_MEDIA,
            Channel.BROADCAST,
            Channel.READING_POINT,
            Channel.NOTICE_BOARD,
            Channel.OTHER,
        ],
        "县融媒体中心",
        [],
    )


@pytest.mark.parametrize(
    "text",
    [
        "政府网站；两微一端；入户/现场",
        "政府网站、两微一端、入户现场",
        "政府网站\n两微一端\n入户/现场",
        " 政府网站 两微一端 入户/现场 ",
        "入户/现场;政府网站;两微一端;政府网站",
        "[√]政府网站 [ ]政府公报 （√）两微一端 ( )广播电视 ✔入户/现场",
        "□√政府网站 □政府公报 □✓两微一端 □☑入户/现场",
    ],
)
def test_separators_spaces_and_ticks_vary(text):
    assert read_channels(text) == ([Channel.WEBSITE, Channel.SOCIAL_MEDIA, Channel.ON_SITE], "", [])


@pytest.mark.parametrize(
    ("text", "channels", "unknown"),
    [
        ("政府网站;村村通广播", [Channel.WEBSITE], ["村村通广播"]),
        ("政府网站公开", [Channel.WEBSITE], ["公开"]),
        ("政府网站 ■政府公报", [Channel.GAZETTE], ["政府网站"]),
        ("■抖音(官方、认证) □政府公报", [], ["抖音(官方、认证)"]),
        ("", [], []),
    ],
)
def test_channels_not_understood_are_named(text, channels, unknown):
    assert read_channels(text) == (channels, "", unknown)


@pytest.mark.parametrize(
    ("text", "audience", "named"),
    [
        ("全社会", Audience.ALL, ""),
        ("特定群体(项目单位)", Audience.GROUP, "项目单位"),
        ("特定群体(拟征收土地所在地的村集体成员)", Audience.GROUP, "拟征收土地所在地的村集体成员"),
        ("特定群体(申请人)", Audience.GROUP, "申请人"),
        ("特定群体(征收范围内)", Audience.GROUP, "征收范围内"),
        ("特定群体(申请人、受指派的律师等)", Audience.GROUP, "申请人、受指派的律师等"),
        ("全社会/特定群体", Audience.BOTH, ""),
    ],
)
def test_every_printed_audience_is_read_and_printed_back(text, audience, named):
    assert read_audience(text) == (audience, named)
    assert print_audience(audience, named) == text


@pytest.mark.parametrize(
    ("text", "audience", "named"),
    [
        ("■全社会 □特定群体", Audience.ALL, ""),
        ("□全社会 ■特定群体（申请人）", Audience.GROUP, "申请人"),
        ("√全社会\n√特定群体：申请人", Audience.BOTH, "申请人"),
        ("特定群体", Audience.GROUP, ""),
    ],
)
def test_audience_boxes_are_read(text, audience, named):
    assert read_audience(text) == (audience, named)


@pytest.mark.parametrize("text", ["", "□全社会 □特定群体", "村民", "全社会村民"])
def test_an_unknown_audience_is_refused(text):
    with pytest.raises(Unreadable, match="看不懂公开对象"):
        read_audience(text)


@pytest.mark.parametrize("mode", Mode)
def test_every_printed_mode_is_read_back(mode):
    assert read_mode(print_mode(mode)) is mode


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("主动公开", Mode.PROACTIVE),
        ("依申请公开", Mode.ON_REQUEST),
        ("■主动 □依申请", Mode.PROACTIVE),
        ("☑主动公开 ☑依申请公开", Mode.BOTH),
        ("依申请、主动", Mode.BOTH),
    ],
)
def test_modes_vary(text, mode):
    assert read_mode(text) is mode


@pytest.mark.parametrize("text", ["", "不予公开", "主动 不予", "□主动 □依申请"])
def test_an_unknown_mode_is_refused(text):
    with pytest.raises(Unreadable, match="看不懂公开方式"):
        read_mode(text)


@pytest.mark.parametrize("text", ["县级", "县级、乡镇", "县级、乡镇、村级", "乡镇、村级"])
def test_every_printed_level_is_read_and_printed_back(text):
    assert print_levels(read_levels(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "县级/镇级/村级",
        "县、乡、村",
        "县乡村",
        "村级;乡级;县级",
        "■县级 ■乡镇 ■村级",
        "县（市、区）级、乡镇（街道）级、村（社区）级",
        "区级\n乡镇级\n村级",
    ],
)
def test_levels_vary(text):
    assert read_levels(text) == [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]


@pytest.mark.parametrize("text", ["", "省级", "县级、国家级", "□县级"])
def test_an_unknown_level_is_refused(text):
    with pytest.raises(Unreadable, match="公开层级"):
        read_levels(text)
