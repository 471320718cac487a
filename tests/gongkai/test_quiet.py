"""Whatever crashes, and however: no log line and no error report repeats what people typed (PII-6)."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils.log import AdminEmailHandler
from django.views.debug import technical_500_response

from gongkai.service.quiet import QuietFormatter, masked, told
from tests.factories import catalog
from tests.gongkai.crashes import WAYS, typed

NAME, NUMBER, PHONE, MAIL = "赵一鸣", "350322199001010011", "13900001111", "zhao.yiming@example.org"
ADDRESS, FILE, WORDS = "望禾镇上坪村七组二十三号", "赵一鸣身份证.jpg", "请公开上坪村征地补偿清单"
SENT = {"name": NAME, "id_number": NUMBER, "phone": PHONE, "email": MAIL, "address": ADDRESS, "words": WORDS}
SECRETS = (
    *SENT.values(),
    "zhao",
    FILE,
    "jpg-content",
    "session-of-zhao",
    "query-of-zhao",
    "3503221990",
    "1390000",
)


# ---- where it is told ------------------------------------------------------------------------------------------
@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the project's own formatter writes of everything that is logged."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    line = project.LOGGING["formatters"]["line"]
    assert line["class"] == f"{QuietFormatter.__module__}.{QuietFormatter.__qualname__}"
    handler.setFormatter(QuietFormatter(line["format"]))
    post = AdminEmailHandler(include_html=True)
    root = logging.getLogger()
    for one in (handler, post):
        root.addHandler(one)
    yield stream
    for one in (handler, post):
        root.removeHandler(one)


@pytest.fixture
def client(db, settings) -> Client:
    catalog.township()
    settings.ROOT_URLCONF = "tests.gongkai.crashes"
    settings.ADMINS = [("office", "office@example.org")]
    client = Client(raise_request_exception=False)
    client.cookies["gk_other"] = "session-of-zhao"
    return client


def send(client: Client, way: str) -> HttpResponse:
    proof = SimpleUploadedFile(FILE, b"jpg-content", "image/jpeg")
    return client.post(
        f"/crash/{way}/?q=query-of-zhao",
        SENT | {"proof": proof},
        headers={"referer": f"http://testserver/?x={PHONE}"},
    )


def reports() -> list[str]:
    """Every letter sent, whole: subject, text and page."""
    return [
        "\n".join([letter.subject, letter.body, *(page.content for page in letter.alternatives)])
        for letter in mail.outbox
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_crash_with_personal_data_leaves_none_in_log_and_mail(client, log, way: str) -> None:
    answer = send(client, way)

    assert answer.status_code == 500
    said = log.getvalue()
    assert f"Internal Server Error: /crash/{way}/" in said
    assert f"in {way}" in said  # where it broke is told
    assert "Traceback (most recent call last):" in said
    letters = reports()
    assert len(letters) == 2  # Django's own handler, and the one with a page
    for letter in letters:
        assert f"in {way}" in letter
        assert "id_number" in letter  # names of fields are kept
    for text in (said, *letters):
        assert [secret for secret in SECRETS if secret in text] == []
    assert NAME not in answer.content.decode()


def test_keys_and_passwords_are_in_no_report(client, log, settings) -> None:
    settings.CACHES = settings.CACHES | {"other": {"LOCATION": "redis://:password-of-redis@127.0.0.1"}}

    send(client, "typed")

    for secret in (
        settings.SECRET_KEY, settings.BLIND_INDEX_KEY, *settings.PERSONAL_DATA_KEYS, "password-of-redis",
    ):  # fmt: skip
        assert not any(secret in letter for letter in reports())
        assert secret not in log.getvalue()


def test_debug_mode_tells_no_more(settings, rf) -> None:
    settings.DEBUG = True
    request = rf.post("/crash/", SENT)
    _ = request.POST

    try:
        typed(SENT)
    except ValueError as error:
        page = technical_500_response(request, ValueError, error, error.__traceback__).content.decode()

    assert [secret for secret in SECRETS if secret in page] == []
    assert "crashes.py" in page


# ---- what is kept ----------------------------------------------------------------------------------------------
def logged(log: io.StringIO, error: Exception) -> str:
    try:
        raise error
    except Exception:
        logging.getLogger("gongkai.timer").exception("job failed")
    return log.getvalue()


def test_outside_a_request_a_message_helps_whoever_mends_it(log) -> None:
    said = logged(log, RuntimeError("no space left on /var/lib"))

    assert "builtins.RuntimeError: no space left on /var/lib" in said
    assert "in logged" in said


@pytest.mark.parametrize("kind", [IntegrityError, DataError, ValidationError])
def test_errors_of_data_never_tell_theirs(log, kind: type[Exception]) -> None:
    said = logged(log, kind(f"Failing row contains ({NAME})"))

    assert NAME not in said
    assert kind.__name__ in said


def test_long_numbers_are_masked_wherever_they_come_from(log) -> None:
    said = logged(log, RuntimeError(f"{NUMBER} {PHONE} 6222021234567890123 35032219900101001X"))

    assert said.count("***") == 4
    assert not any(text in said for text in (NUMBER, PHONE, "6222", "35032219"))


@pytest.mark.parametrize(
    "text", ["2026-03-09 01:00:00,123", "望府发〔2026〕12号", "pk 123456", "0x7f5a23044b50", "127.0.0.1:8000",
             "a13900001111b", "1772438400000", "d13912345678901234567890"],
)  # fmt: skip
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_errors_of_programs_and_services_keep_their_message_in_a_request() -> None:
    assert told(OperationalError("connection refused"), serving=True) == "connection refused"
    assert told(AttributeError("'NoneType' object has no attribute 'x'"), serving=True).startswith(
        "'NoneType'"
    )
    assert told(KeyError(NAME), serving=True) == "（内容不记录）"


def test_another_handler_s_text_is_not_taken_over(log) -> None:
    """A formatter before ours leaves the full text on the record."""
    stream = io.StringIO()
    loud = logging.StreamHandler(stream)
    loud.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger()
    root.handlers.insert(0, loud)
    try:
        said = logged(log, IntegrityError(NAME))
    finally:
        root.removeHandler(loud)

    assert NAME in stream.getvalue()
    assert NAME not in said
