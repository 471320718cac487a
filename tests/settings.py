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
# One folder for each process that runs tests, shared with the processes of its tests and with no other worker.
_KEY = f"GONGKAI_TESTS_DATA_{os.environ.get('PYTEST_XDIST_WORKER', '')}"
if _KEY not in os.environ:
    os.environ[_KEY] = tempfile.mkdtemp(prefix="gongkai-tests-")
    atexit.register(shutil.rmtree, os.environ[_KEY], ignore_errors=True)
os.environ["GONGKAI_DATA"] = os.environ[_KEY]

from gongkai.settings import *  # noqa: E402, F403  (after the environment is set)
from gongkai.settings import DATABASES, STORAGES  # noqa: E402

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
