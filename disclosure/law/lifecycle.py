"""Life of a publication: states, verbs, and the table of what leads where (design §4).

The first path: a draft is submitted, another person approves it, it is public. More levels of review join this
table without changing its form.
"""

from catalog.law.vocabulary import Labelled


class State(Labelled):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"


class Verb(Labelled):
    CREATE = "create", "起草"
    EDIT = "edit", "修改"
    SUBMIT = "submit", "提交审核"
    SEND_BACK = "send_back", "退回修改"
    APPROVE = "approve", "审核通过并公开"
    CARRY_OVER = "carry_over", "迁入"
    WITHDRAW = "withdraw", "撤回"


STEPS: dict[tuple[State, Verb], State] = {
    (State.DRAFT, Verb.EDIT): State.DRAFT,
    (State.DRAFT, Verb.SUBMIT): State.REVIEW,
    (State.DRAFT, Verb.CARRY_OVER): State.PUBLISHED,
    (State.REVIEW, Verb.SEND_BACK): State.DRAFT,
    (State.REVIEW, Verb.APPROVE): State.PUBLISHED,
    (State.PUBLISHED, Verb.WITHDRAW): State.WITHDRAWN,
}


class StepRefused(Exception):
    """The verb is not in the table for this state. `str()` is a sentence for the clerk."""


def next_state(state: State, verb: Verb) -> State:
    """The state a verb leads to.

    Raises:
        StepRefused: the table has no such step.
    """
    try:
        return STEPS[state, verb]
    except KeyError:
        raise StepRefused(f"“{state.label}”状态下不能“{verb.label}”。") from None


class Validity(Labelled):
    """有效性 (PAGE-4); NONE for what is not a policy document."""

    NONE = "", "—"
    VALID = "valid", "有效"
    AMENDED = "amended", "已修改"
    REPEALED = "repealed", "废止"
    EXPIRED = "expired", "失效"


class WithdrawReason(Labelled):
    ERROR = "error", "内容有误"
    SUPERSEDED = "superseded", "已有新的版本"
    PERIOD_OVER = "period_over", "公示期满"
    PRIVACY = "privacy", "保护个人信息"
    ORDERED = "ordered", "依上级机关要求"
