"""Settings of the test suite: the real ones with keys of their own and a throw-away data folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("GONGKAI_TRIAL", "1")
os.environ.setdefault("SECRET_KEY", "tests-only-key-that-protects-nothing-at-all-0123456789")
os.environ.setdefault("PERSONAL_DATA_KEYS", "dGVzdHMtb25seS1wZXJzb25hbC1rZXktMDEyMzQ1Njc=")
os.environ.setdefault("BLIND_INDEX_KEY", "tests-only-blind-index-key-0123456789-abcdef")
if (
    "GONGKAI_TESTS_DATA" not in os.environ
):  # else this is a process of a running test: it uses the test's folder
    os.environ["GONGKAI_TESTS_DATA"] = tempfile.mkdtemp(prefix="gongkai-tests-")
    atexit.register(shutil.rmtree, os.environ["GONGKAI_TESTS_DATA"], ignore_errors=True)
os.environ["GONGKAI_DATA"] = os.environ["GONGKAI_TESTS_DATA"]

from gongkai.settings import *  # noqa: F403  (after the environment is set)
from gongkai.settings import DATABASES, STORAGES

Path(os.environ["GONGKAI_DATA"], "static").mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # speed; hashing itself is not under test
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["GONGKAI_DATA"]) / "test.sqlite3")}
AXES_ENABLED = True
SNAPSHOT_SECONDS = 0.0
