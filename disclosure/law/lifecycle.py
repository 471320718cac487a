"""Life of a publication: states, verbs, and the table of what leads where (design §4).

The first path: a draft is submitted, another person approves it, it is public. More levels of review join this
table without changing its form.
"""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _STATES[self]


class Verb(StrEnum):
    CREATE = "create"
    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    CARRY_OVER = "carry_over"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        return _VERBS[self]


_STATES = {
    State.DRAFT: "草稿",
    State.REVIEW: "待审核",
    State.PUBLISHED: "已公开",
    State.WITHDRAWN: "已撤回",
}
_VERBS = {
    Verb.CREATE: "起草",
    Verb.EDIT: "修改",
    Verb.SUBMIT: "提交审核",
    Verb.SEND_BACK: "退回修改",
    Verb.APPROVE: "审核通过并公开",
    Verb.CARRY_OVER: "迁入",
    Verb.WITHDRAW: "撤回",
}

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


class Validity(StrEnum):
    """有效性 (PAGE-4); NONE for what is not a policy document."""

    NONE = ""
    VALID = "valid"
    AMENDED = "amended"
    REPEALED = "repealed"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        return {"": "—", "valid": "有效", "amended": "已修改", "repealed": "废止", "expired": "失效"}[
            self.value
        ]


class WithdrawReason(StrEnum):
    ERROR = "error"
    SUPERSEDED = "superseded"
    PERIOD_OVER = "period_over"
    PRIVACY = "privacy"
    ORDERED = "ordered"

    @property
    def label(self) -> str:
        return {
            "error": "内容有误",
            "superseded": "已有新的版本",
            "period_over": "公示期满",
            "privacy": "保护个人信息",
            "ordered": "依上级机关要求",
        }[self.value]
