"""The installation's keys: made once on the first start, kept in the data folder, reused ever after."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from gongkai.service.private_files import private_folder, write_private

FILE = "keys.env"
_HEAD = "# 本系统的密钥，首次启动时随机生成。请另行妥善保管；丢失后所有人须重新登录。\n"


def ensure(data_dir: Path, environment: Mapping[str, str]) -> bool:
    """Write `keys.env` (0600) where the environment brings no SECRET_KEY and no file is there yet.

    Returns:
        Whether a file was written.
    """
    path = private_folder(data_dir) / FILE
    if environment.get("SECRET_KEY") or path.exists():
        return False
    write_private(path, f"{_HEAD}SECRET_KEY={secrets.token_urlsafe(50)}\n")
    return True
