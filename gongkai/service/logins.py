"""First log-ins of this installation: shown by `manage.py start`, kept in the data folder (0600)."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import get_random_string

from gongkai.service.private_files import private_folder, write_private

FILE = "logins.txt"
_HEAD = "# 登录名、角色、姓名、初始密码（制表符分隔）。密码改过以后，这里的不再有效。\n"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when typed from paper


class Login(NamedTuple):
    """One account's first log-in."""

    role: str
    name: str
    password: str


def path() -> Path:
    return Path(settings.DATA_DIR) / FILE


def read() -> dict[str, Login]:
    """User name → its first log-in; empty where none was written."""
    if not path().exists():
        return {}
    rows = (
        line.split("\t")
        for line in path().read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return {row[0]: Login(*row[1:]) for row in rows if len(row) == 4}


def write(logins: Mapping[str, tuple[str, str, str]]) -> None:
    """Replace all kept log-ins.

    Args:
        logins: user name → (label of the role, name of the person, password).
    """
    private_folder(path().parent)
    rows = ["\t".join((username, *login)) for username, login in logins.items()]
    write_private(path(), _HEAD + "".join(f"{row}\n" for row in rows))


def add(username: str, role: str, name: str, password: str) -> None:
    """Keep one more log-in beside those there are."""
    write(read() | {username: Login(role, name, password)})


def one_per_role() -> dict[str, Login]:
    """The first account of each role, in the order they were written."""
    chosen: dict[str, tuple[str, Login]] = {}
    for username, login in read().items():
        chosen.setdefault(login.role, (username, login))
    return dict(chosen.values())


def random_password() -> str:
    """Three groups of four letters and digits: 59 bits, easy to copy by hand."""
    return "-".join(get_random_string(4, _LETTERS) for _ in range(3))
