"""Life of a publication: states, verbs, levels of review, and the table of what leads where (design §4, REV-2…7).

Three levels of review and the secrecy review are the rule (REV-5). A township may set fewer for a kind of
publication; never none. Which comes next follows from the plan a publication was submitted under.
"""

from collections.abc import Sequence

from catalog.law.roles import Role
from catalog.law.vocabulary import Labelled


class State(Labelled):
    DRAFT = "draft", "草稿"
    LEVEL1 = "level1", "待一审"
    LEVEL2 = "level2", "待二审"
    SECRECY = "secrecy", "待保密审查"
    LEVEL3 = "level3", "待签发"
    RULING = "ruling", "送审待定"
    SCHEDULED = "scheduled", "待定时公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "公示期满"
    MERGED = "merged", "修订已并入"
    BARRED = "barred", "裁定不予公开"
    DROPPED = "dropped", "已作废"


class Verb(Labelled):
    CREATE = "create", "起草"
    EDIT = "edit", "修改"
    DROP = "drop", "作废"
    SUBMIT = "submit", "提交审核"
    RECALL = "recall", "撤回送审"
    SEND_BACK = "send_back", "退回修改"
    APPROVE = "approve", "审核通过"
    SIGN = "sign", "签发"
    FORCE = "force", "越级公开"
    REFER = "refer", "提请确定"
    RULE_OPEN = "rule_open", "确定可以公开"
    RULE_SHUT = "rule_shut", "确定不予公开"
    RELEASE = "release", "到时公开"
    UNSCHEDULE = "unschedule", "取消定时"
    CARRY_OVER = "carry_over", "迁入"
    REVISE = "revise", "开始修订"
    RENEW = "renew", "更新内容"
    WITHDRAW = "withdraw", "撤回"
    EXPIRE = "expire", "期满撤下"
    KEEP = "keep", "评估后继续公开"
    LOOK = "look", "事后复核"
    VALIDITY = "validity", "变更有效性"


STAGES = (State.LEVEL1, State.LEVEL2, State.SECRECY, State.LEVEL3)  # in the order they come
LEVELS = (State.LEVEL1, State.LEVEL2, State.LEVEL3)
Plan = tuple[State, ...]
FULL: Plan = STAGES
SMALL_OFFICE: Plan = (State.LEVEL1, State.LEVEL3)  # 经办人 → 党政办主任 → 分管领导
_NEXT = None  # the next stage of the plan

# What a verb leads to. None: the next stage of the plan. SIGN and RELEASE end the reviews; a signed revision does
# not become public itself but renews what it revises (MERGED), one that waits for its hour is SCHEDULED.
STEPS: dict[tuple[State, Verb], State | None] = {
    (State.DRAFT, Verb.EDIT): State.DRAFT,
    (State.DRAFT, Verb.DROP): State.DROPPED,
    (State.DRAFT, Verb.SUBMIT): _NEXT,
    (State.DRAFT, Verb.CARRY_OVER): State.PUBLISHED,
    **{(stage, Verb.APPROVE): _NEXT for stage in STAGES},
    **{(stage, Verb.SIGN): State.PUBLISHED for stage in LEVELS},
    **{(stage, Verb.SEND_BACK): State.DRAFT for stage in STAGES},
    **{(stage, Verb.RECALL): State.DRAFT for stage in STAGES},
    **{(stage, Verb.FORCE): State.PUBLISHED for stage in STAGES},
    **{(stage, Verb.REFER): State.RULING for stage in STAGES},
    (State.RULING, Verb.RULE_OPEN): _NEXT,  # the stage it was referred from
    (State.RULING, Verb.RULE_SHUT): State.BARRED,
    (State.SCHEDULED, Verb.RELEASE): State.PUBLISHED,
    (State.SCHEDULED, Verb.UNSCHEDULE): State.DRAFT,
    (State.PUBLISHED, Verb.REVISE): State.PUBLISHED,
    (State.PUBLISHED, Verb.RENEW): State.PUBLISHED,
    (State.PUBLISHED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Verb.EXPIRE): State.EXPIRED,
    (State.PUBLISHED, Verb.KEEP): State.PUBLISHED,
    (State.PUBLISHED, Verb.LOOK): State.PUBLISHED,
    (State.PUBLISHED, Verb.VALIDITY): State.PUBLISHED,
}
IN_REVIEW = frozenset(STAGES) | {State.RULING}
ONCE_PUBLIC = frozenset({State.PUBLISHED, State.WITHDRAWN, State.EXPIRED})
ENDED = frozenset({State.MERGED, State.BARRED, State.DROPPED})

# Who may pass a stage: a higher level may stand in for a lower one, never the other way round; nobody for secrecy.
STAGE_ROLES: dict[State, frozenset[Role]] = {
    State.LEVEL1: frozenset({Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER}),
    State.LEVEL2: frozenset({Role.DEPUTY, Role.SIGNER}),
    State.SECRECY: frozenset({Role.SECRECY}),
    State.LEVEL3: frozenset({Role.SIGNER}),
}


class StepRefused(Exception):
    """The verb is not in the table for this state. `str()` is a sentence for the clerk."""


class PlanRefused(ValueError):
    """Levels of review that may not be set. `str()` is a sentence for the administrator."""


def checked_plan(stages: Sequence[str]) -> Plan:
    """The stages as a plan, in the order they come.

    Raises:
        PlanRefused: none, one unknown or twice, or one that ends with the secrecy review: somebody has to sign.
    """
    known = {stage.value: stage for stage in STAGES}
    if unknown := [stage for stage in stages if stage not in known]:
        raise PlanRefused(f"没有“{unknown[0]}”这一级审核。")
    found = tuple(stage for stage in STAGES if stage in stages)
    if len(found) != len(stages):
        raise PlanRefused("同一级审核只能设一次。")
    if not set(found) & set(LEVELS):
        raise PlanRefused("至少设一级审核，起草人不能自己公开。")
    if found[-1] == State.SECRECY:
        raise PlanRefused("保密审查之后还须有人签发。")
    return found


def is_last(state: State, plan: Plan) -> bool:
    """Whether whoever passes this stage signs."""
    return bool(plan) and state == plan[-1]


def checks_secrecy(state: State, plan: Plan) -> bool:
    """Whether the secrecy review has to be confirmed at this stage (REV-2): its own, else the last."""
    return state == State.SECRECY if State.SECRECY in plan else is_last(state, plan)


def next_state(state: State, verb: Verb, plan: Plan = FULL, referred_from: State | None = None) -> State:
    """The state a verb leads to.

    Args:
        plan: the levels it was submitted under.
        referred_from: the stage that asked for a ruling (REV-3).

    Raises:
        StepRefused: the table has no such step, the stage is not in the plan, or the level only approves (or signs).
    """
    if (state, verb) not in STEPS:
        raise StepRefused(f"“{state.label}”状态下不能“{verb.label}”。")
    found = STEPS[state, verb]
    if verb == Verb.SUBMIT:
        return plan[0]
    if verb == Verb.RULE_OPEN:
        if referred_from is None:
            raise StepRefused("不知道是哪一级提请确定的。")
        return referred_from
    if state in STAGES and state not in plan:
        raise StepRefused(f"这条信息不经过“{state.label}”。")
    if verb == Verb.APPROVE:
        if is_last(state, plan):
            raise StepRefused("这是最后一级，请“签发”。")
        return plan[plan.index(state) + 1]
    if verb == Verb.SIGN and not is_last(state, plan):
        raise StepRefused(f"“{state.label}”之后还有审核，不能在这一级签发。")
    assert found is not None  # noqa: S101  (typing: every None was answered above)
    return found


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
    ANNULLED = "annulled", "决定被撤销或变更"  # NOT-i


class Attribute(Labelled):
    """公开属性, fixed when the paper is drafted (REV-1). What is not proactive is registered, never entered here."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class Exemption(Labelled):
    """Grounds for not publishing (section C). State secrets (EXM-1) have no place in this system, not even as a title."""

    BY_LAW = "EXM-2", "法律、行政法规禁止公开"
    SAFETY = "EXM-3", "危及国家安全、公共安全、经济安全、社会稳定"
    THIRD_PARTY = "EXM-4", "涉及商业秘密、个人隐私，会损害第三方合法权益"
    INTERNAL = "EXM-5", "内部事务信息（人事管理、后勤管理、内部工作流程）"
    PROCESS = "EXM-6", "过程性信息（讨论记录、过程稿、磋商信函、请示报告）"
    CASE_FILE = "EXM-7", "行政执法案卷信息"


EVALUATE_AFTER_MONTHS = 12  # D (REV-4 names no interval)
