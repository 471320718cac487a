"""What an applicant sees of his case, and what is already public of what he asks for."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from catalog.law.workdays import WorkCalendar
from catalog.models import Entry, Township
from disclosure.law.clock import Line, Reading
from disclosure.law.documents import PAPERS, Addressee, Doc
from disclosure.law.outcomes import RULES, Outcome
from disclosure.law.remedies import court_until, review_until
from disclosure.law.steps import FINISHED, Step
from disclosure.models import Application, Letter, LetterState

PLAIN = {
    Step.SUBMITTED: "已提交，等工作人员与您确认收到",
    Step.REGISTERED: "已登记，正在安排办理",
    Step.CORRECTING: "需要您补正",
    Step.IN_HAND: "正在办理",
    Step.CONSULTING: "正在征求有关方面的意见",
    Step.EXPLAINING: "请您说明申请的理由",
    Step.FEE_DUE: "等您缴费",
    Step.DRAFTING: "正在办理",
    Step.LEGAL: "正在审核",
    Step.SECRECY: "正在审核",
    Step.SIGNING: "正在审核",
    Step.DELIVERING: "答复正在送达",
    Step.DELIVERED: "已经答复",
    Step.CLOSED: "已经结案",
    Step.ARCHIVED: "已经办结",
}
_COMMON = set("的了和与及或在关于有关相关情况信息材料文件申请公开我想要知道了解镇村县年月")
_HAN = re.compile(r"[一-龥]+|[A-Za-z0-9]{2,}")
SHOWN = 5
_READ = 200


@dataclass(frozen=True)
class Run:
    """Days of one kind in a row, as the applicant reads the count."""

    first: date
    last: date
    counted: int  # how many count
    number: int  # of the last that counts
    why: str


def runs(lines: list[Line]) -> list[Run]:
    """The count with days alike put together."""
    found: list[Run] = []
    number = 0
    for line in lines:
        number = line.number or number
        before = found[-1] if found else None
        if before and before.why == line.why:
            found[-1] = Run(before.first, line.on, before.counted + bool(line.number), number, line.why)
        else:
            found.append(Run(line.on, line.on, int(bool(line.number)), number, line.why))
    return found


def case_by_number(township: Township, number: str) -> Application | None:
    """The case of this number, whoever asks; what may be shown of it the code decides. 1 query."""
    found = Application.objects.filter(township=township, number=number.strip())
    return found.select_related("township__unit", "unit", "applicant").first()


def letters_for(case: Application) -> list[Letter]:
    """Papers sent to the applicant whose files are there; an answer from the day it went out. 1 query."""
    to_applicant = [doc.value for doc in Doc if PAPERS[doc].to == Addressee.APPLICANT]
    found = case.letters.filter(state=LetterState.ISSUED, doc__in=to_applicant).select_related("pdf")
    sent = case.answered_on is not None
    return [letter for letter in found if letter.doc != Doc.ANSWER or sent]


def remedies_for(case: Application, calendar: WorkCalendar) -> dict[str, Any] | None:
    """Until when he may ask for 复议 or go to court (REM-2 … REM-4); None before the answer was served."""
    if case.served_on is None or not case.outcome:
        return None
    kind = RULES[Outcome(case.outcome)].remedies
    if kind is None:
        return None
    return {
        "kind": kind,
        "review": review_until(case.served_on, calendar),
        "court": court_until(case.served_on, calendar),
    }


def may_withdraw(case: Application) -> bool:
    return case.state not in FINISHED | {Step.DELIVERING}


def what_he_can_do(case: Application) -> dict[str, bool]:
    return {
        "correct": case.state == Step.CORRECTING,
        "reasons": case.state == Step.EXPLAINING,
        "withdraw": may_withdraw(case),
    }


def already_public(township: Township, text: str, at: datetime) -> list[Entry]:
    """Public things whose titles share words with a description, the most alike first. 1 query."""
    pairs = word_pairs(text)
    if not pairs:
        return []
    some = Q(pk__in=[])
    for pair in pairs[:12]:
        some |= Q(title__contains=pair)
    rows = list(Entry.objects.public(township, at).filter(some).order_by("-pk")[:_READ])
    scored = sorted(rows, key=lambda row: -sum(pair in row.title for pair in pairs))
    enough = 2 if len(pairs) > 2 else 1
    return [row for row in scored if sum(pair in row.title for pair in pairs) >= enough][:SHOWN]


def word_pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters that say something, in the order they come."""
    found: list[str] = []
    for run in _HAN.findall(text):
        if run[0].isascii():
            found.append(run)
            continue
        found += [run[n : n + 2] for n in range(len(run) - 1) if not set(run[n : n + 2]) & _COMMON]
    return list(dict.fromkeys(found))


def shown_reading(reading: Reading | None, calendar: WorkCalendar) -> list[Run]:
    return runs(reading.lines(calendar)) if reading else []
