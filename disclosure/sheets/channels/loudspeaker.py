"""大喇叭: a script to read aloud. Short sentences, figures in words, no names; said twice."""

import math
import re
from collections.abc import Iterable

from disclosure.sheets.channels import people
from disclosure.sheets.channels.gist import gist, has_tables
from disclosure.sheets.channels.sentences import closed
from disclosure.sheets.channels.source import Source
from disclosure.sheets.channels.spoken import spoken

PER_SECOND = 4  # characters: the pace of an announcer outdoors
LIMIT = 320  # characters of content: about a minute and a half with opening and close
_LONG = 26  # characters: a longer sentence is broken at its commas


def script(source: Source) -> str:
    """The script with a note for the announcer at its head; what is in 【】 is not read."""
    return announced(_written(source))


def announced(written: Iterable[str]) -> str:
    """The script of sentences as they are written: opened, figures in words, cut to a breath, said twice."""
    said = "\n".join(_spoken_lines(written))
    note = f"【播音提示】连播两遍，每遍约{seconds(said)}秒，两遍之间停顿三秒；语速放慢，数字和电话读清楚。"
    return f"{note}\n\n{said}\n\n【第二遍从“各位村民请注意”读起；第二遍结束后读：】\n广播完了，谢谢大家收听。"


def seconds(said: str) -> int:
    """How long a text takes to say once; marks are pauses already in the pace."""
    return math.ceil(len(re.findall(r"\w", said)) / PER_SECOND)


def _spoken_lines(written: Iterable[str]) -> list[str]:
    opening = "各位村民请注意，各位村民请注意！"
    return [opening, *(short for sentence in written for short in _short(_plain(spoken(sentence))))]


def _written(source: Source) -> list[str]:
    sender = source.unit if source.unit.startswith(source.township) else source.township + source.unit
    kind = "公示" if source.posted_from else "通知"
    written = [
        f"现在广播{sender}的一则{kind}。",
        closed(people.without_names(source.title, source)),
        *(people.without_names(sentence, source) for sentence in gist(source, LIMIT)),
    ]
    if source.posting:
        written.append(f"公示时间：{source.posting.replace('（', '，').replace('）', '')}。")
    written.append(_where(source))
    if source.contact:
        ask = "有异议或者不清楚的" if source.posted_from else "有不清楚的"
        written.append(f"{ask}，请联系{_contact(source.contact)}。")
    return written


def _where(source: Source) -> str:
    if source.is_person_list:
        return "具体名单请看村公示栏，或者到镇便民服务中心查看。"
    more = "表格和详细内容" if has_tables(source) else "详细内容"
    return f"{more}请看村公示栏，也可以向村干部询问。"


def _contact(text: str) -> str:
    return re.sub(r"(?<!话)[\s　:：]+(?=[\d(（+])", "，电话", text.strip())


def _plain(text: str) -> str:
    """Marks the ear cannot hear become pauses."""
    text = re.sub(r"[《》“”‘’「」*#]", "", re.sub(r"[　\t ]+", "，", text.strip()))
    text = re.sub(r"[（(]([^（）()〔〕]*)[）)]", r"，\1，", text)
    return re.sub(r"[，、]*([，。！？；：])[，、]*", r"\1", re.sub(r"，{2,}", "，", text))


def _short(sentence: str) -> list[str]:
    """One line to a breath: a long sentence ends its lines at commas."""
    if len(sentence) <= _LONG:
        return [sentence]
    made = [""]
    for clause in re.findall(r"[^，；：]+[，；：]?", sentence):
        if made[-1] and len(made[-1]) + len(clause) > _LONG:
            made.append("")
        made[-1] += clause
    return made
