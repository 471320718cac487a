"""Roles: what a person may be in a unit (design §2). Rights come from a membership, never from the account."""

from catalog.law.vocabulary import Labelled


class Role(Labelled):
    """One role of one person in one unit; it reaches the unit and everything below it."""

    EDITOR = "editor", "编辑"
    SECTION_HEAD = "section_head", "科室负责人（一审）"
    DEPUTY = "deputy", "分管领导（二审）"
    SIGNER = "signer", "签发领导（三审）"
    SECRECY = "secrecy", "保密审查员"
    REQUEST_OFFICER = "request_officer", "依申请公开经办人"
    LEGAL = "legal", "法制审核员"
    OFFICE_HEAD = "office_head", "政务公开机构负责人"
    VILLAGE_CLERK = "village_clerk", "村务公开员"
    VILLAGE_SUPERVISOR = "village_supervisor", "村务监督委员会成员"
    SUPERVISOR = "supervisor", "督查员"
    ADMIN = "admin", "管理员"


REVIEWERS = frozenset({Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER})
