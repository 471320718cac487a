"""The installation's keys: made once on the first start, kept in the data folder, reused ever after."""

import base64
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error

from gongkai.service.private_files import private_folder, write_private

FILE = "keys.env"
PERSONAL = "PERSONAL_DATA_KEYS"
BLIND = "BLIND_INDEX_KEY"
_HEAD = (
    "# 本系统的密钥，首次启动时随机生成。请另行妥善保管（备份里没有）。SECRET_KEY 丢失后所有人须重新登录；\n"
    "# PERSONAL_DATA_KEYS、BLIND_INDEX_KEY 丢失后，已登记的申请人信息再也读不出来。\n"
)
_MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    PERSONAL: lambda: Fernet.generate_key().decode(),
    BLIND: lambda: secrets.token_urlsafe(50),
}
_LINE = re.compile(r"^([A-Z_]+)=(.*)$", re.M)
_SHORTEST = 32  # characters of a blind index key


def ensure(data_dir: Path, environment: Mapping[str, str]) -> bool:
    """Write the keys that are missing to `keys.env` (0600); those there stay as they are.

    Where the environment brings SECRET_KEY, the installation's keys are kept elsewhere, perhaps for several machines:
    then none is made up here, see `missing`.

    Returns:
        Whether something was written.
    """
    path = private_folder(data_dir) / FILE
    lacking = missing(data_dir, environment)
    if environment.get("SECRET_KEY") or not lacking:
        return False
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    write_private(path, text.rstrip("\n") + "\n" + "".join(f"{name}={_MAKERS[name]()}\n" for name in lacking))
    return True


def missing(data_dir: Path, environment: Mapping[str, str]) -> list[str]:
    """Names of keys that neither the environment nor `keys.env` has."""
    path = data_dir / FILE
    kept = dict(_LINE.findall(path.read_text(encoding="utf-8"))) if path.exists() else {}
    return [name for name in _MAKERS if not (environment.get(name) or kept.get(name))]


def check_personal_keys(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """System check of service (`check --deploy`): keys of personal data are there, sound, and not one for all."""
    faults: list[CheckMessage] = []
    keys = list(settings.PERSONAL_DATA_KEYS)
    hint = (
        '用 python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())" 生成。'
    )
    if not keys:
        faults.append(Error(f"没有设置 {PERSONAL}，不能保存申请人信息。", hint=hint, id="gongkai.E001"))
    for place, key in enumerate(keys, 1):
        if not _sound(key):
            faults.append(
                Error(f"{PERSONAL} 的第 {place} 个不是 32 字节的 base64。", hint=hint, id="gongkai.E002")
            )
    blind = settings.BLIND_INDEX_KEY
    if len(blind) < _SHORTEST:
        faults.append(Error(f"{BLIND} 没有设置，或不足 {_SHORTEST} 个字符。", id="gongkai.E003"))
    if len({*keys, blind, settings.SECRET_KEY}) < len(keys) + 2:
        faults.append(Error(f"SECRET_KEY、{PERSONAL}、{BLIND} 不能相同。", id="gongkai.E004"))
    return faults


def _sound(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except ValueError:
        return False
