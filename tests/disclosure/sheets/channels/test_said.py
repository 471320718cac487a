"""The loudspeaker's script, the group's message, the short video: short, whole sentences, no names."""

import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.sheets.channels import loudspeaker, people, short_video, village_group
from disclosure.sheets.channels.blocks import blocks_of
from disclosure.sheets.channels.breaking import em, even_lines, pieces
from disclosure.sheets.channels.sentences import cut, sentences
from tests.factories.sources import NAMES, notice, person_list, posted_list

TEXT = st.text(alphabet="甲乙丙丁年月日元，。；：！、《》（）“” 0123456789.%-Ab\n", max_size=400)
PRIVATE = [*NAMES, "13900000001", "1390000"]


def said(source):
    return [line for line in loudspeaker.script(source).splitlines() if line and not line.startswith("【")]


def test_script_of_a_notice() -> None:
    assert said(notice()) == [
        "各位村民请注意，各位村民请注意！",
        "现在广播望禾镇便民服务中心的一则通知。",
        "望禾镇便民服务中心关于调整服务时间的通知。",
        "为方便群众办事，",
        "镇便民服务中心自二〇二六年三月十六日起调整服务时间。",
        "一、服务时间。",
        "周一至周五上午八点三十分到十二点，",
        "下午两点到五点三十分。",
        "二、服务事项。",
        "医疗保险参保登记。",
        "社会保障卡申领。",
        "一，到一楼综合窗口办理。",
        "二，行动不便的可以预约上门。",
        "详见办事指南。",
        "表格和详细内容请看村公示栏，也可以向村干部询问。",
        "有不清楚的，请联系便民服务中心，",
        "电话零零零零六二零零零零幺。",
        "广播完了，谢谢大家收听。",
    ]


def test_script_of_a_list_says_how_many_and_where() -> None:
    assert said(posted_list()) == [
        "各位村民请注意，各位村民请注意！",
        "现在广播望禾镇便民服务中心的一则公示。",
        "关于甄某等十二人拟纳入最低生活保障的公示。",
        "名单共十二人。",
        "公示时间：二〇二六年三月九日至三月十七日，",
        "共七个工作日。",
        "具体名单请看村公示栏，或者到镇便民服务中心查看。",
        "有异议或者不清楚的，请联系便民服务中心，",
        "电话零零零零六二零零零零幺。",
        "广播完了，谢谢大家收听。",
    ]


def test_script_says_how_long_it_takes_and_to_say_it_twice() -> None:
    script = loudspeaker.script(notice())
    spoken = "\n".join(said(notice())[:-1])

    assert script.startswith(f"【播音提示】连播两遍，每遍约{loudspeaker.seconds(spoken)}秒，")
    assert loudspeaker.seconds("一二三四，五六七八。") == 2


def test_a_long_text_is_cut_at_a_sentence() -> None:
    lines = said(notice("<p>" + "".join(f"第{n}句话不太长，说的是一件事。" for n in range(200)) + "</p>"))

    assert 60 <= loudspeaker.seconds("".join(lines)) <= 130
    assert all(line[-1] in "，。！：；" for line in lines)


@pytest.mark.parametrize("rows", [1, 12, 300])
@pytest.mark.parametrize(
    "make",
    [loudspeaker.script, village_group.text, lambda source: short_video.pack(source).srt + short_video.pack(source).script],
    ids=["loudspeaker", "group", "video"],
)  # fmt: skip
def test_no_name_and_no_number_of_a_person_leaves_the_page(make, rows: int) -> None:
    text = make(posted_list(rows))

    assert [word for word in PRIVATE if word in text] == []


def test_message_of_a_list() -> None:
    assert village_group.text(posted_list()) == (
        "【望禾镇公示】关于甄某等12人拟纳入最低生活保障的公示\n"
        "名单共12人。\n"
        "公示时间：2026年3月9日至3月17日（共7个工作日）\n"
        "名单请到村公示栏或打开网页查看，请勿截图转发。\n"
        "看全文：https://www.example.gov.cn/wanghe/info/1024/\n"
        "咨询：便民服务中心　0000-6200001"
    )


def test_message_of_a_notice_gives_the_summary_alone() -> None:
    assert village_group.text(notice(summary="周六上午也办事。")) == (
        "【望禾镇政务公开】望禾镇便民服务中心关于调整服务时间的通知\n"
        "周六上午也办事。\n"
        "看全文：https://www.example.gov.cn/wanghe/info/1024/\n"
        "咨询：便民服务中心　0000-6200001"
    )


def test_the_masker_covers_title_and_gist_and_leaves_the_office() -> None:
    source = notice(title="找尤三麦", summary="电话13900000001。", contact="办公室 13900000002")

    text = village_group.text(source, lambda words: re.sub(r"尤三麦|139\d{8}", "※", words))

    assert text.splitlines()[:2] == ["【望禾镇政务公开】找※", "电话※。"]
    assert text.endswith("办公室 13900000002")


@given(TEXT, TEXT, TEXT)
@settings(max_examples=60)
def test_a_message_is_never_longer_than_a_group_reads(title: str, summary: str, body: str) -> None:
    source = notice(f"<p>{body}</p>", title=title[:200], summary=summary[:300], contact=body[:200])

    assert len(village_group.text(source)) <= village_group.LIMIT


@given(TEXT, TEXT)
@settings(max_examples=100)
def test_subtitles_cover_the_script_in_order_within_a_minute(title: str, body: str) -> None:
    pack = short_video.pack(notice(f"<p>{body}</p>" * 8, title=title[:200]))

    assert "".join(cue.text for cue in pack.cues) == pack.script.replace("\n", "")
    assert "".join(shot.said for shot in pack.shots) == pack.script.replace("\n", "")
    assert all(0 < len(cue.text) <= short_video.LINE for cue in pack.cues)
    assert [cue.start for cue in pack.cues] == [0, *(cue.end for cue in pack.cues[:-1])]
    assert all(cue.start < cue.end for cue in pack.cues)
    assert pack.seconds <= short_video.LONGEST
    assert pack.shots[-1].end == pack.seconds


def test_of_one_endless_sentence_as_much_is_told_as_fits() -> None:
    source = notice(summary="一个分句说一点，" * 40)

    assert "一个分句说一点，一个分句说一点" in village_group.text(source)
    assert "一个分句说一点，一个分句说一点" in short_video.pack(source).script
    assert "一个分句说一点，一个分句说一点" in "".join(said(source))


def test_subtitle_file() -> None:
    assert short_video.pack(posted_list()).srt.startswith(
        "1\n00:00:00,000 --> 00:00:02,750\n关于甄某等12人拟纳入\n\n2\n00:00:02,750 --> 00:00:05,000\n最低生活保障的公示\n\n3\n"
    )


def test_shots_say_what_to_show_and_what_not() -> None:
    shots = short_video.pack(notice()).shots

    assert shots[0].picture.startswith("封面")
    assert shots[-1].picture.startswith("片尾")
    assert all("不拍他人正脸" in shot.picture for shot in shots[1:-1])


def test_cover_is_upright() -> None:
    assert struct.unpack(">II", short_video.cover(posted_list())[16:24]) == (
        short_video.WIDTH,
        short_video.HEIGHT,
    )


def test_persons_are_counted_without_head_and_sum() -> None:
    assert people.count(posted_list(12)) == 12
    assert people.count(notice()) == 0
    assert people.count(notice(person_list(3).replace("姓名", "户主姓名"))) == 3


def test_a_name_in_the_title_of_a_list_kept_elsewhere_is_shortened() -> None:
    title = people.without_names("关于尤三麦等12户危房改造对象的公示", posted_list(blocks=[]))

    assert title == "关于尤某等12户危房改造对象的公示"
    assert people.without_names("关于上禾村等3户的公示", posted_list(blocks=[])) == "关于上禾村等3户的公示"
    assert people.without_names("关于拟补助120户的公示", posted_list(blocks=[])) == "关于拟补助120户的公示"


def test_names_of_one_part_inside_another_are_shortened_whole() -> None:
    html = "<table><tr><td>姓 名</td></tr><tr><td>欧阳一</td></tr><tr><td>阿依·古丽</td></tr></table>"

    assert people.without_names("欧阳一和阿依·古丽", notice(html.replace("姓 名", "姓名"))) == "欧某和阿某"


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("甲乙。丙丁。", 6, "甲乙。丙丁。"),
        ("甲乙。丙丁。", 5, "甲乙。"),
        ("甲乙丙，丁戊己。", 6, "甲乙丙。"),
        ("甲乙丙丁戊己庚", 4, "甲乙丙…"),
    ],
)
def test_texts_are_cut_where_something_ends(text: str, limit: int, kept: str) -> None:
    assert cut(text, limit) == kept


@given(TEXT, st.integers(2, 80))
def test_a_cut_text_fits(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


def test_sentences_keep_their_marks_and_quotes() -> None:
    assert sentences("他说：“好。”走了！\n\n再见；。") == ["他说：“好。”", "走了！", "再见；。"]


@given(TEXT, st.integers(12, 30))
def test_even_lines_lose_nothing_and_fit(text: str, room: int) -> None:
    text = text.replace("\n", "")
    lines = even_lines(text, room)

    assert "".join(lines) == text
    assert all(em(line) <= room or len(pieces(line)) == 1 for line in lines)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "关于2026年3月拟纳入最低生活保障对象名单的公示",
            ["关于2026年3月拟纳入", "最低生活保障对象名单的公示"],
        ),
        ("望禾镇便民服务中心关于调整服务时间的通知", ["望禾镇便民服务中心", "关于调整服务时间的通知"]),
        ("通知", ["通知"]),
        ("", []),
    ],
)
def test_titles_break_between_words(title: str, lines: list[str]) -> None:
    assert even_lines(title, 17) == lines


def test_names_of_places_stay_whole() -> None:
    title = "望禾镇人民政府关于印发《望禾镇农村宅基地审批和住房建设管理办法（试行）》的通知"

    assert even_lines(title, 17, ["望禾镇"]) == [
        "望禾镇人民政府关于印发", "《望禾镇农村宅基地审批和住房", "建设管理办法（试行）》的通知"
    ]  # fmt: skip


def test_nothing_at_all_still_makes_every_form() -> None:
    empty = notice(
        "", title="空", unit="", contact="", index_no="", doc_no="", formed_on=None, published_on=None
    )

    assert blocks_of("") == []
    assert (
        village_group.text(empty)
        == "【望禾镇政务公开】空\n看全文：https://www.example.gov.cn/wanghe/info/1024/"
    )
    assert "空。" in loudspeaker.script(empty)
    assert short_video.pack(empty).seconds < 10
