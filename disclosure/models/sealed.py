"""Personal data at rest: texts that are encrypted in the database, and indexes by which they can still be found (PII-6)."""

import hmac
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NoReturn

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.db.models.query_utils import DeferredAttribute

PREFIX = "enc1:"
_HYPHENS = "\u2212\u30fc"  # minus and the long bar: no hyphens by category, typed as if they were


class SealBroken(Exception):
    """What is stored cannot be opened: none of the keys fits, or it was tampered with. `str()` tells no content."""


class SealedRefused(FieldError):
    """A sealed column was asked for by its content, or for an export. Ask its blind index, or whether it is null."""


# ---- cipher ----------------------------------------------------------------------------------------------------
def personal_keys() -> list[str]:
    """The keys of personal data, newest first.

    Raises:
        ImproperlyConfigured: none is set.
    """
    keys = list(settings.PERSONAL_DATA_KEYS)
    if not keys:
        raise ImproperlyConfigured("没有设置 PERSONAL_DATA_KEYS，不能读写个人信息。")
    return keys


def cipher(keys: Sequence[str] | None = None) -> MultiFernet:
    """Seals with the first of the keys (all of the settings, if not given) and opens with any of them."""
    return _cipher(tuple(keys if keys is not None else personal_keys()))


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured("PERSONAL_DATA_KEYS 里有一个不是密钥（须为 32 字节的 base64）。") from None


def seal(text: str) -> str:
    """What is stored of a text."""
    return PREFIX + cipher().encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")


def unseal(stored: str, keys: Sequence[str] | None = None) -> str:
    """The text again.

    Args:
        keys: those that may open it; without, all of the settings.

    Raises:
        SealBroken: none of them does.
    """
    if not stored.startswith(PREFIX):
        raise SealBroken("存储的内容没有加密标记，可能已损坏。")
    try:
        return cipher(keys).decrypt(stored[len(PREFIX) :]).decode("utf-8", "surrogatepass")
    except (InvalidToken, UnicodeDecodeError):
        raise SealBroken("存储的内容解不开：密钥不符，或内容已损坏。") from None


# ---- field -----------------------------------------------------------------------------------------------------
class Personal(str):
    """A text that shows itself where it is written out on purpose, and not in `repr`: logs, tracebacks, differences."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<个人信息>"


def personal(value: str | None) -> str | None:
    return Personal(value) if isinstance(value, str) else value


class _PersonalAttribute(DeferredAttribute):
    """The attribute of a record: whatever text is set into it becomes `Personal`."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = personal(value)


class SealedTextField(models.TextField):
    """A text kept encrypted. Null stays null; "" is sealed like any text.

    In Python it is a plain text (`Personal`). Nothing can be asked of the column but `isnull`; it has no index, is
    not unique, takes no part in expressions and does not go into fixtures.
    """

    descriptor_class = _PersonalAttribute

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        faults = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):  # the same text is sealed differently each time
            faults.append(checks.Error("加密字段不能唯一，也不能建索引。", obj=self, id="disclosure.E001"))
        return faults

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else seal(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        try:
            return personal(unseal(value))
        except SealBroken as broken:
            raise SealBroken(f"{self.model._meta.label}.{self.name}：{broken}") from None

    def to_python(self, value: Any) -> Any:
        return personal(super().to_python(value))

    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise SealedRefused(f"{self} 是加密字段，不能导出为数据文件。")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise SealedRefused(f"{self} 是加密字段，不能按内容查找（{lookup_name}）；请用它的盲索引。")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise SealedRefused(f"{self} 是加密字段，不能在数据库里变换（{lookup_name}）。")


# ---- finding without opening -----------------------------------------------------------------------------------
def keyed_hash(message: str, purpose: str) -> str:
    """HMAC-SHA256 in hex under a key of its own for each purpose, so that hashes of two purposes cannot be compared.

    Raises:
        ImproperlyConfigured: no BLIND_INDEX_KEY is set.
    """
    if not settings.BLIND_INDEX_KEY:
        raise ImproperlyConfigured("没有设置 BLIND_INDEX_KEY。")
    key = hmac.digest(settings.BLIND_INDEX_KEY.encode(), b"gongkai:" + purpose.encode(), "sha256")
    return hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256").hex()


def blind_index(value: str, purpose: str) -> str:
    """By which a sealed value is found again: 64 hex digits, the same however it was typed; "" for nothing.

    Full-width and half-width, case, blanks and hyphens make no difference.

    Args:
        purpose: which values may be compared with one another, such as "id_number".
    """
    plain = _plain(value)
    return keyed_hash(plain, f"index:{purpose}") if plain else ""


def same_index(column: str, index: str) -> Q:
    """Rows with this blind index; none for "", so that all who gave nothing are not taken for one person."""
    return Q(**{column: index}) if index else Q(pk__in=[])


def _plain(value: str) -> str:
    wide = unicodedata.normalize("NFKC", value).upper()
    kept = "".join(
        letter
        for letter in wide
        if letter not in _HYPHENS and unicodedata.category(letter) not in ("Pd", "Cc", "Cf", "Zs", "Zl", "Zp")
    )
    return unicodedata.normalize("NFKC", kept)
