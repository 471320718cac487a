"""Roles: what a person may be in a unit (design §2). Rights come from a membership, never from the account."""

from enum import StrEnum


class Role(StrEnum):
    """One role of one person in one unit; it reaches the unit and everything below it."""

    EDITOR = "editor"
    SECTION_HEAD = "section_head"
    DEPUTY = "deputy"
    SIGNER = "signer"
    SECRECY = "secrecy"
    REQUEST_OFFICER = "request_officer"
    LEGAL = "legal"
    OFFICE_HEAD = "office_head"
    VILLAGE_CLERK = "village_clerk"
    VILLAGE_SUPERVISOR = "village_supervisor"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.EDITOR: "编辑",
    Role.SECTION_HEAD: "科室负责人（一审）",
    Role.DEPUTY: "分管领导（二审）",
    Role.SIGNER: "签发领导（三审）",
    Role.SECRECY: "保密审查员",
    Role.REQUEST_OFFICER: "依申请公开经办人",
    Role.LEGAL: "法制审核员",
    Role.OFFICE_HEAD: "政务公开机构负责人",
    Role.VILLAGE_CLERK: "村务公开员",
    Role.VILLAGE_SUPERVISOR: "村务监督委员会成员",
    Role.SUPERVISOR: "督查员",
    Role.ADMIN: "管理员",
}

REVIEWERS = frozenset({Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER})
