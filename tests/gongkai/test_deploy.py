"""The settings of service: strict, and complained about by nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.service import keys

ROOT = Path(__file__).resolve().parents[2]
PERSONAL = {
    "PERSONAL_DATA_KEYS": "3qQ0vN8rX2mK5tYwBz7uHcLdFgJpSaEoRiVkTnMxCyA=,bN4sLcD8fGhJ0aEoUiVq2T5w6KyZk3v9QpWx71mRtY8=",
    "BLIND_INDEX_KEY": "tE5w-Qm2xVb8nKc4rYpLd7sGhJ0fAzUo_iN3kWvX9yTg1",
}
KEY = "Zk3v-9QpWx_71mRtYbN4sLcD8fGhJ0aEoUiVq2T5w6Ky-rXw8HnBd7"


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | {"GONGKAI_DATA": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_check_deploy_has_nothing_to_say_about_service(tmp_path):
    done = manage(
        tmp_path,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="www.example.gov.cn",
        **PERSONAL,
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert "silenced" not in done.stdout.replace("(0 silenced)", "")


def test_service_without_a_key_is_found_out(tmp_path):
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="www.example.gov.cn"
    )

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_service_without_keys_of_personal_data_is_found_out(tmp_path):
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY=KEY, ALLOWED_HOSTS="www.example.gov.cn",
    )  # fmt: skip

    assert done.returncode != 0
    assert "gongkai.E001" in done.stderr
    assert "gongkai.E003" in done.stderr


def test_keys_of_personal_data_are_read_from_the_data_folder(tmp_path):
    keys.ensure(tmp_path, {})
    kept = dict(
        line.split("=", 1) for line in (tmp_path / "keys.env").read_text().splitlines() if "=" in line
    )

    done = manage(
        tmp_path, "shell", "-v", "0", "-c",
        "from django.conf import settings as s; print(s.PERSONAL_DATA_KEYS[0], s.BLIND_INDEX_KEY, s.SECRET_KEY)",
    )  # fmt: skip

    assert done.stdout.split() == [kept["PERSONAL_DATA_KEYS"], kept["BLIND_INDEX_KEY"], kept["SECRET_KEY"]]


SAFE = """
from django.conf import settings as s
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SECOND_FACTOR, s.ALLOWED_HOSTS)
"""


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        ("0", "False True True True True True ['www.example.gov.cn']"),
        ("1", "False False False False False False ['127.0.0.1', 'localhost', '[::1]']"),
    ],
)
def test_only_the_trial_lifts_protection_and_then_answers_the_loopback_only(tmp_path, trial, expected):
    done = manage(
        tmp_path, "shell", "-v", "0", "-c", SAFE,
        SECRET_KEY=KEY, ALLOWED_HOSTS="www.example.gov.cn", GONGKAI_TRIAL=trial,
    )  # fmt: skip

    assert done.stdout.strip() == expected, done.stderr


PROXIED = """
import io
from gongkai.wsgi import application

def ask(address):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/office/login/", "SERVER_NAME": "www.example.gov.cn",
               "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
               "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
               "REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "198.51.100.7", "HTTP_X_FORWARDED_PROTO": "https"}
    told = []
    application(environ, lambda status, headers: told.append((status, dict(headers).get("Location"))))
    return told[0], environ["REMOTE_ADDR"]

print(ask("10.0.0.5"))
print(ask("203.0.113.9"))
"""


@pytest.mark.slow
def test_forwarded_addresses_are_believed_from_the_named_proxy_only(tmp_path):
    service = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "www.example.gov.cn", "TRUSTED_PROXIES": "10.0.0.5"}
    (tmp_path / "static").mkdir()
    manage(tmp_path, "migrate", "-v", "0", **service)

    trusted, stranger = manage(tmp_path, "shell", "-v", "0", "-c", PROXIED, **service).stdout.splitlines()

    # no township yet: what matters is that the proxy's request counts as https and the stranger's does not
    assert trusted == "(('503 Service Unavailable', None), '198.51.100.7')"
    assert (
        stranger == "(('301 Moved Permanently', 'https://www.example.gov.cn/office/login/'), '203.0.113.9')"
    )
