"""Columns of the roster and the words that stand in them."""

import re

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.sheets.workbook import label_key

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("单位类别", "单位类型", "类别", "单位性质"),
    "unit": ("单位名称", "单位", "所在单位", "机构名称", "部门"),
    "short_name": ("简称", "单位简称"),
    "parent": ("上级单位", "上级", "主管单位"),
    "leader": ("负责人", "单位负责人", "主要负责人"),
    "leader_in_charge": ("分管领导", "分管负责人", "联系领导"),
    "phone": ("电话", "办公电话", "联系电话", "单位电话"),
    "address": ("地址", "办公地址", "单位地址"),
    "hours": ("办公时间", "工作时间"),
    "duties": ("主要职责", "职责"),
    "name": ("姓名", "人员姓名"),
    "username": ("登录名", "账号", "用户名", "登录账号"),
    "title": ("职务", "岗位", "职务职称"),
    "roles": ("角色", "系统角色", "权限"),
    "number": ("序号", "编号"),
    "remark": ("备注",),
}
UNIT_FIELDS = ("short_name", "leader", "leader_in_charge", "phone", "address", "hours", "duties")
LABELS = {
    "kind": "单位类别",
    "parent": "上级单位",
    "short_name": "简称",
    "leader": "负责人",
    "leader_in_charge": "分管领导",
    "phone": "电话",
    "address": "地址",
    "hours": "办公时间",
    "duties": "主要职责",
    "title": "职务",
    "roles": "角色",
}
LIMITS = {
    "unit": 60,
    "short_name": 20,
    "leader": 40,
    "leader_in_charge": 40,
    "phone": 40,
    "address": 120,
    "hours": 120,
    "name": 40,
    "username": 60,
    "title": 60,
}
_KIND_WORDS: dict[UnitKind, tuple[str, ...]] = {
    UnitKind.TOWNSHIP: ("乡镇", "镇", "乡", "街道", "乡镇人民政府"),
    UnitKind.OFFICE: ("内设机构", "科室", "办公室", "内设科室", "综合办事机构"),
    UnitKind.STATION: ("派驻机构", "派出机构", "驻镇单位", "站所", "派驻单位"),
    UnitKind.INSTITUTION: ("事业单位", "下属事业单位", "中心"),
    UnitKind.VILLAGE: ("村社区", "村", "社区", "行政村", "村居", "村民委员会", "居民委员会"),
}
_KINDS = {label_key(word): kind for kind, words in _KIND_WORDS.items() for word in (*words, kind.label)}


def read_kind(text: str) -> UnitKind | None:
    """The kind a word stands for; None when it is none of ours."""
    return _KINDS.get(label_key(text))


def _role_words() -> dict[str, Role]:
    """Every way to write a role: its label, the label without its bracket, and the bracket alone (一审)."""
    words: dict[str, Role] = {}
    for role in Role:
        label = role.label
        bare, _, inside = label.partition("（")
        for word in (label, bare, inside.removesuffix("）")):
            if word:
                words[label_key(word)] = role
    return words


_ROLES = _role_words()


def read_roles(text: str) -> tuple[list[Role], list[str]]:
    """Roles named in a cell, parted by 、 and the like, and words that are none."""
    roles: list[Role] = []
    unknown: list[str] = []
    for word in re.split(r"[、，,;；\n]+|\s{2,}", text):
        if not word.strip():
            continue
        role = _ROLES.get(label_key(word))
        if role is None:
            unknown.append(word.strip())
        elif role not in roles:
            roles.append(role)
    return roles, unknown
