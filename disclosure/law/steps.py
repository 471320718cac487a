"""The steps of an application for disclosure: states, verbs and what leads where (section E, design §5).

A request for correction of one's own data (更正, APP-12) takes the same road.
"""

from collections.abc import Sequence

from catalog.law.roles import Role
from catalog.law.vocabulary import Labelled
from disclosure.law.clock import Tick


class Step(Labelled):
    """Where an application stands."""

    SUBMITTED = "submitted", "已提交，待确认"
    REGISTERED = "registered", "已登记"
    CORRECTING = "correcting", "补正中"
    IN_HAND = "in_hand", "办理中"
    CONSULTING = "consulting", "征求意见中"
    EXPLAINING = "explaining", "说明理由中"
    FEE_DUE = "fee_due", "待缴费"
    DRAFTING = "drafting", "拟稿"
    LEGAL = "legal", "待法制审核"
    SECRECY = "secrecy", "待保密审查"
    SIGNING = "signing", "待签发"
    DELIVERING = "delivering", "送达中"
    DELIVERED = "delivered", "已送达"
    CLOSED = "closed", "已结案，不再处理"
    ARCHIVED = "archived", "已归档"


class Act(Labelled):
    """What is done with an application; each leaves an event."""

    SUBMIT = "submit", "提交申请"
    REGISTER = "register", "登记"
    CONFIRM = "confirm", "与申请人确认收到"
    AMEND_RECEIPT = "amend_receipt", "更正收到日期"
    REPLACE_CODE = "replace_code", "补发查询码"
    ASSIGN = "assign", "交办"
    HAND_BACK = "hand_back", "退回交办"
    HELP = "help", "记录提供的帮助"
    ASK_CORRECTION = "ask_correction", "告知补正"
    CORRECT = "correct", "收到补正"
    LAPSE = "lapse", "逾期未补正或未缴费，不再处理"
    REOPEN = "reopen", "有正当理由，恢复办理"
    WITHDRAW = "withdraw", "申请人撤回"
    DISMISS = "dismiss", "并案、错投等其他结案"
    ASK_SEARCH = "ask_search", "请有关单位查找"
    ANSWER_SEARCH = "answer_search", "回复查找结果"
    CONSULT = "consult", "征求意见"
    LETTER_RECEIVED = "letter_received", "登记对方收到日期"
    OPINION = "opinion", "登记意见"
    ASK_REASONS = "ask_reasons", "要求说明理由"
    REASONS = "reasons", "登记说明的理由"
    DEFER = "defer", "另行确定答复日期"
    NOTICE_FEE = "notice_fee", "发收费通知"
    FEE_RECEIVED = "fee_received", "登记收到收费通知的日期"
    PAY = "pay", "登记缴费"
    ASK_EXTENSION = "ask_extension", "申请延期"
    EXTEND = "extend", "延期答复"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    DECIDE = "decide", "确定答复结果"
    DRAFT = "draft", "拟写答复"
    REWORK = "rework", "重新确定结果"
    SUBMIT_ANSWER = "submit_answer", "送审"
    PASS_LEGAL = "pass_legal", "法制审核通过"
    PASS_SECRECY = "pass_secrecy", "保密审查通过"
    SIGN = "sign", "签发"
    SEND_BACK = "send_back", "退回修改"
    RECORD_PAPER = "record_paper", "登记纸质审签"
    CONFIRM_PAPER = "confirm_paper", "核对纸质审签"
    DISCARD_PAPER = "discard_paper", "纸质审签不符，作废"
    DISPATCH = "dispatch", "送出"
    SERVE = "serve", "登记送达"
    AMEND_ANSWER = "amend_answer", "更正答复"
    REMEDY = "remedy", "登记复议、诉讼"
    REMEDY_RESULT = "remedy_result", "登记复议、诉讼结果"
    CONVERT = "convert", "转为主动公开"
    ARCHIVE = "archive", "归档"


RUNNING = frozenset(
    {Step.REGISTERED, Step.IN_HAND, Step.CONSULTING, Step.EXPLAINING, Step.DRAFTING, Step.LEGAL, Step.SECRECY, Step.SIGNING}
)  # fmt: skip
WAITING = frozenset({Step.CORRECTING, Step.FEE_DUE})  # the clock stands still
REVIEWS = (Step.LEGAL, Step.SECRECY, Step.SIGNING)  # in the order they come
SMALL_OFFICE = (
    Step.SECRECY,
    Step.SIGNING,
)  # a township without a legal reviewer; fewer is not possible (REV-2)
UNANSWERED = frozenset({Step.SUBMITTED, Step.DELIVERING}) | RUNNING | WAITING
ANSWERED = frozenset({Step.DELIVERED, Step.ARCHIVED})
FINISHED = frozenset({Step.DELIVERED, Step.CLOSED, Step.ARCHIVED})
WORKED_ON = frozenset({Step.IN_HAND, Step.CONSULTING, Step.EXPLAINING})
# Acts that have no place in a request for correction of one's own data (APP-12).
ONLY_FOR_DISCLOSURE = frozenset({Act.CONSULT, Act.ASK_REASONS, Act.NOTICE_FEE, Act.CONVERT})
_ANY_TIME = frozenset(Step) - {Step.ARCHIVED}
_SAME = None  # the state stays

# None: it stays where it is. CONSULT leads to CONSULTING, and OPINION back to IN_HAND once the last letter is in.
TABLE: dict[tuple[Step, Act], Step | None] = {
    (Step.SUBMITTED, Act.CONFIRM): Step.REGISTERED,
    **{(state, Act.AMEND_RECEIPT): _SAME for state in RUNNING | WAITING},
    **{(state, Act.REPLACE_CODE): _SAME for state in Step},
    (Step.REGISTERED, Act.ASSIGN): Step.IN_HAND,
    **{(state, Act.ASSIGN): _SAME for state in WORKED_ON | WAITING | {Step.DRAFTING}},
    **{(state, Act.HAND_BACK): Step.REGISTERED for state in (Step.IN_HAND,)},
    **{(state, Act.HELP): _SAME for state in _ANY_TIME},
    **{(state, Act.ASK_CORRECTION): Step.CORRECTING for state in (Step.REGISTERED, Step.IN_HAND)},
    (Step.CORRECTING, Act.CORRECT): Step.REGISTERED,
    **{(state, Act.LAPSE): Step.CLOSED for state in WAITING},
    (Step.CLOSED, Act.REOPEN): Step.REGISTERED,
    **{(state, Act.WITHDRAW): Step.CLOSED for state in {Step.SUBMITTED} | RUNNING | WAITING},
    **{(state, Act.DISMISS): Step.CLOSED for state in {Step.SUBMITTED, Step.REGISTERED} | WORKED_ON},
    **{(state, Act.ASK_SEARCH): _SAME for state in WORKED_ON | {Step.DRAFTING}},
    **{(state, Act.ANSWER_SEARCH): _SAME for state in RUNNING | WAITING},
    **{(state, Act.CONSULT): Step.CONSULTING for state in (Step.IN_HAND, Step.CONSULTING)},
    (Step.CONSULTING, Act.LETTER_RECEIVED): _SAME,
    (Step.CONSULTING, Act.OPINION): Step.IN_HAND,
    (Step.IN_HAND, Act.ASK_REASONS): Step.EXPLAINING,
    (Step.EXPLAINING, Act.REASONS): Step.IN_HAND,
    **{(state, Act.DEFER): _SAME for state in (Step.IN_HAND, Step.DRAFTING)},
    (Step.IN_HAND, Act.NOTICE_FEE): Step.FEE_DUE,
    (Step.FEE_DUE, Act.FEE_RECEIVED): _SAME,
    (Step.FEE_DUE, Act.PAY): Step.IN_HAND,
    **{(state, act): _SAME for state in RUNNING for act in (Act.ASK_EXTENSION, Act.EXTEND, Act.REFUSE_EXTENSION)},
    (Step.IN_HAND, Act.DECIDE): Step.DRAFTING,
    (Step.DRAFTING, Act.DRAFT): _SAME,
    (Step.DRAFTING, Act.REWORK): Step.IN_HAND,
    (Step.DRAFTING, Act.SUBMIT_ANSWER): Step.LEGAL,
    (Step.LEGAL, Act.PASS_LEGAL): Step.SECRECY,
    (Step.SECRECY, Act.PASS_SECRECY): Step.SIGNING,
    (Step.SIGNING, Act.SIGN): Step.DELIVERING,
    (Step.LEGAL, Act.CONFIRM_PAPER): Step.SECRECY,
    (Step.SECRECY, Act.CONFIRM_PAPER): Step.SIGNING,
    (Step.SIGNING, Act.CONFIRM_PAPER): Step.DELIVERING,
    **{(state, act): _SAME for state in REVIEWS for act in (Act.RECORD_PAPER, Act.DISCARD_PAPER)},
    **{(state, Act.SEND_BACK): Step.DRAFTING for state in REVIEWS},
    (Step.DELIVERING, Act.DISPATCH): _SAME,
    (Step.DELIVERING, Act.SERVE): Step.DELIVERED,
    **{(state, Act.AMEND_ANSWER): Step.DRAFTING for state in (Step.DELIVERED, Step.ARCHIVED)},
    **{
        (state, act): _SAME
        for state in FINISHED | {Step.DELIVERING} | RUNNING
        for act in (Act.REMEDY, Act.REMEDY_RESULT)
    },
    **{(state, Act.CONVERT): _SAME for state in FINISHED},
    **{(state, Act.ARCHIVE): Step.ARCHIVED for state in (Step.DELIVERED, Step.CLOSED)},
}  # fmt: skip

OFFICE = frozenset({Role.REQUEST_OFFICER, Role.OFFICE_HEAD})
_HEAD = frozenset({Role.OFFICE_HEAD})
# Who may do what in the unit that holds the case (or above it). Of a review it is whoever holds its role; nobody
# reviews what he drafted or passes two reviews of one answer (REV-5). The applicant's own acts need no account.
# Consent on paper (EXTEND, CONFIRM_PAPER) is recorded by one person and confirmed by another.
ACT_ROLES: dict[Act, frozenset[Role]] = {
    **dict.fromkeys(Act, OFFICE),
    Act.SUBMIT: frozenset(),  # the applicant's
    Act.AMEND_RECEIPT: _HEAD,
    Act.REFUSE_EXTENSION: _HEAD,
    Act.DEFER: _HEAD,
    Act.REOPEN: _HEAD,
    Act.ANSWER_SEARCH: OFFICE | {Role.EDITOR, Role.SECTION_HEAD, Role.VILLAGE_CLERK},
    Act.PASS_LEGAL: frozenset({Role.LEGAL}),
    Act.PASS_SECRECY: frozenset({Role.SECRECY}),
    Act.SIGN: frozenset({Role.SIGNER}),
    Act.SEND_BACK: frozenset({Role.LEGAL, Role.SECRECY, Role.SIGNER}),
}
REVIEW_ACTS: dict[Step, Act] = {
    Step.LEGAL: Act.PASS_LEGAL,
    Step.SECRECY: Act.PASS_SECRECY,
    Step.SIGNING: Act.SIGN,
}
READERS = OFFICE | {Role.LEGAL, Role.SECRECY, Role.SIGNER, Role.SUPERVISOR}

# What the acts are to the clock.
TICKS: dict[Act, Tick] = {
    Act.REGISTER: Tick.RECEIVED,
    Act.CONFIRM: Tick.RECEIVED,
    Act.AMEND_RECEIPT: Tick.RECEIVED,
    Act.ASK_CORRECTION: Tick.CORRECTION_ASKED,
    Act.CORRECT: Tick.CORRECTED,
    Act.REOPEN: Tick.CORRECTED,
    Act.CONSULT: Tick.CONSULTED,
    Act.LETTER_RECEIVED: Tick.LETTER_RECEIVED,
    Act.OPINION: Tick.OPINION,
    Act.EXTEND: Tick.EXTENDED,
    Act.NOTICE_FEE: Tick.FEE_NOTICED,
    Act.FEE_RECEIVED: Tick.FEE_RECEIVED,
    Act.PAY: Tick.PAID,
    Act.DEFER: Tick.DEFERRED,
}


class NotAllowed(Exception):
    """The act is not in the table for this state. `str()` is a sentence for the officer."""


class ReviewsRefused(ValueError):
    """Reviews of answers that may not be set. `str()` is a sentence for the administrator."""


def checked_reviews(stages: Sequence[str]) -> tuple[Step, ...]:
    """The reviews of answers a township asks for, in the order they come.

    Raises:
        ReviewsRefused: an unknown one, no secrecy review (REV-2) or nobody who signs.
    """
    found = tuple(stage for stage in REVIEWS if stage in stages)
    if len(found) != len(stages) or not {Step.SECRECY, Step.SIGNING}.issubset(found):
        raise ReviewsRefused("答复至少要经过保密审查和签发，每一级只设一次。")
    return found


def next_step(state: Step, act: Act, *, reviews: tuple[Step, ...] = REVIEWS, letters_out: int = 0) -> Step:
    """The state an act leads to.

    Args:
        reviews: the reviews the answer was handed in under.
        letters_out: letters still unanswered after an OPINION; the case waits on while there are any.

    Raises:
        NotAllowed: the table has no such act in this state.
    """
    if (state, act) not in TABLE:
        raise NotAllowed(f"“{state.label}”的申请不能“{act.label}”。")
    found = TABLE[state, act]
    if act == Act.OPINION and letters_out:
        return Step.CONSULTING
    while found in REVIEWS and found not in reviews:  # a review this township does not ask for
        found = TABLE[found, REVIEW_ACTS[found]]
    return state if found is _SAME else found
