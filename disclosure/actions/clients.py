"""Keys of departments' business systems: made, replaced, switched off. The key itself is shown once and kept nowhere."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.models import Township, Unit, User
from catalog.rules import administers, require
from disclosure.models import ApiClient

PREFIX = "gk_"  # so that a key found in a wrong place is known for what it is
KEY_BYTES = 32
FINGERPRINT = 8  # characters of the hash by which people tell keys apart


@dataclass(frozen=True)
class Issued:
    """A client with its key in clear: to be shown to the person who asked, once."""

    client: ApiClient
    key: str

    def __repr__(self) -> str:
        return f"Issued({self.client!r})"


def key_hash(key: str) -> str:
    """What is stored of a key. Plain SHA-256 will do: 256 random bits cannot be guessed from it."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(client: ApiClient) -> str:
    return client.key_hash[:FINGERPRINT]


@transaction.atomic
def create(*, township: Township, unit: Unit, name: str, by: User, at: datetime) -> Issued:
    """Let a business system report events for a unit and what is below it.

    Raises:
        ActRefused: a unit of another township, or a name already in use.
        PermissionDenied: not the township's administrator.
    """
    require(administers(by, township), "业务系统接口由管理员管理。")
    Township.objects.select_for_update().get(pk=township.pk)  # a second click finds the first one's record
    if unit.tree_id != township.unit.tree_id:
        raise ActRefused("代表的单位须是本乡镇的单位。")
    if ApiClient.objects.filter(township=township, name=name.strip()).exists():
        raise ActRefused("已有同名的业务系统，请换一个名称，或给它更换密钥。")
    key = _new_key()
    client = ApiClient(
        township=township, unit=unit, name=name.strip(), key_hash=key_hash(key), created_at=at, changed_by=by,
        changed_at=at,
    )  # fmt: skip
    client.full_clean()
    client.save()
    return Issued(client, key)


@transaction.atomic
def rotate(*, pk: int, seen: str, by: User, at: datetime) -> Issued:
    """Give a client a new key; the old one ends at once.

    Args:
        seen: fingerprint of the key on the page, so that a second click does not replace the key just shown.
    """
    client = _locked(pk, by)
    if fingerprint(client) != seen:
        raise ActRefused(f"“{client}”的密钥刚刚更换过，请刷新后再办。")
    key = _new_key()
    client.key_hash = key_hash(key)
    _save(client, by, at)
    return Issued(client, key)


@transaction.atomic
def set_active(*, pk: int, active: bool, by: User, at: datetime) -> ApiClient:
    """Switch a client on or off; what it reported stays."""
    client = _locked(pk, by)
    client.is_active = active
    _save(client, by, at)
    return client


def _locked(pk: int, by: User) -> ApiClient:
    client = ApiClient.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
    require(administers(by, client.township), "业务系统接口由管理员管理。")
    return client


def _save(client: ApiClient, by: User, at: datetime) -> None:
    client.changed_by, client.changed_at = by, at
    client.save(update_fields=["key_hash", "is_active", "changed_by", "changed_at"])


def _new_key() -> str:
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)
