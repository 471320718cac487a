"""Who is asking: the key of a business system, or a refusal that says nothing more than that."""

from secrets import compare_digest

from django.http import HttpRequest
from django_smart_ratelimit.utils import is_ratelimited

from catalog.models import Township
from disclosure.actions.clients import key_hash
from disclosure.models import ApiClient
from gongkai.api.problems import Problem

SCHEME = "bearer"
LONGEST = 200  # characters of a key worth hashing
CALL_RATE = "120/m"  # of one key
FAILURE_RATE = "20/m"  # wrong keys from one address


def client_of(request: HttpRequest, township: Township) -> ApiClient:
    """The active client of this township whose key the request carries.

    Raises:
        Problem: 401, alike for no key, a wrong, a switched-off one and another township's; 429 when it happens too often.
    """
    client = _by_key(_key(request), township)
    if client is None:
        if is_ratelimited(request, group="api-refused", key="ip", rate=FAILURE_RATE):
            raise Problem(429, "尝试次数过多", "请过一分钟再试。", headers={"Retry-After": "60"})
        raise Problem(
            401, "密钥无效", "请在 Authorization 中给出有效的密钥。", headers={"WWW-Authenticate": "Bearer"}
        )
    if is_ratelimited(request, key=lambda request: f"api-client-{client.pk}", rate=CALL_RATE):
        raise Problem(429, "请求过多", "请过一分钟再试。", headers={"Retry-After": "60"})
    return client


def _key(request: HttpRequest) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip()[:LONGEST] if scheme.lower() == SCHEME else ""


def _by_key(key: str, township: Township) -> ApiClient | None:
    """Looked up by its hash, also when there is none, so that every refusal takes the same way."""
    hashed = key_hash(key)
    found = (
        ApiClient.objects.filter(key_hash=hashed, township=township, is_active=True)
        .select_related("unit", "township__unit")
        .first()
    )
    return found if found is not None and compare_digest(found.key_hash, hashed) else None
