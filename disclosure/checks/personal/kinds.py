"""Kinds of personal data, and one place where such data stands."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from catalog.law.vocabulary import Labelled


class Kind(Labelled):
    """What is found by its form (upper half) or by the header of its column (lower half)."""

    ID_CARD = "id_card", "身份证号"
    ID_CARD_15 = "id_card_15", "15 位身份证号"
    MOBILE = "mobile", "手机号"
    BANK_CARD = "bank_card", "银行账号"
    EMAIL = "email", "电子邮箱"

    NAME = "name", "姓名"
    ADDRESS = "address", "住址"
    HEALTH = "health", "病情或残疾情况"
    INCOME = "income", "收入"
    REASON = "reason", "致贫或困难原因"
    FAMILY = "family", "家庭成员"
    MINOR = "minor", "未成年人信息"


NOTICES = frozenset({Kind.EMAIL})  # an office's mailbox is published rightly; a person looks at it


@dataclass(frozen=True, slots=True)
class Hit:
    """One piece of personal data.

    place: where it stands, in words. excerpt: already masked (PII-3), fit for lists and logs.
    digest: the same for the same value in the same part of the same text, however lines move around it.
    """

    kind: Kind
    place: str
    excerpt: str
    digest: str

    @property
    def blocks(self) -> bool:
        """Whether publishing waits until it is masked or released (PII-4)."""
        return self.kind not in NOTICES


def fingerprint(kind: Kind, value: str, part: str) -> str:
    """16 hex digits by which a later scan knows the same hit again.

    Keyed: an ID number behind a bare hash is found again by trying all of them.
    """
    return salted_hmac(
        "disclosure.checks.personal", f"{kind}\0{value}\0{part}", algorithm="sha256"
    ).hexdigest()[:16]
