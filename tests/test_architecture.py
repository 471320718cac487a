"""What is true of the whole tree."""

import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import ForeignKey, Model
from django.template import engines
from django.urls import get_resolver

from catalog.backends import permissions_by_role
from disclosure.forms.acts import ACTS
from disclosure.law.lifecycle import Verb

ROOT = Path(settings.BASE_DIR)
ORDER = ["catalog", "disclosure", "villages", "gongkai"]  # an app may use those before it
OWN = [model for model in apps.get_models() if model._meta.app_label in ORDER]
PYTHON = sorted(
    path for app in ORDER for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))
# Done by a machine or by another act, so no button of their own in the back office.
WITHOUT_DESK = {Verb.CREATE, Verb.EDIT, Verb.CARRY_OVER, Verb.RELEASE, Verb.RENEW, Verb.EXPIRE}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue()


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_foreign_keys_point_down_the_order(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.related_model._meta.app_label in ORDER:
            assert ORDER.index(field.related_model._meta.app_label) <= ORDER.index(model._meta.app_label), (
                field
            )


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_template_compiles_and_is_used(path: Path) -> None:
    engines["django"].get_template(str(path))

    by_django = path.parts[0] in {"admin", "simple_history"} or str(path) in {
        "403.html",
        "404.html",
        "500.html",
    }
    named = re.compile(rf'["\']{re.escape(str(path))}["\']')
    users = [*PYTHON, *(ROOT / "templates" / other for other in TEMPLATES if other != path)]
    assert by_django or any(named.search(text_of(user)) for user in users)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    html = text_of(ROOT / "templates" / path)

    assert re.findall(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:", html) == []


def test_every_verb_has_a_desk() -> None:
    assert set(ACTS) == set(Verb) - WITHOUT_DESK


def test_no_signals_inside_the_project() -> None:
    assert [
        str(path) for path in PYTHON if re.search(r"django\.db\.models\.signals|@receiver", text_of(path))
    ] == []


def test_states_are_set_by_acts_alone() -> None:
    """`update(state=…)` would go past table and log."""
    found = [
        str(path)
        for path in PYTHON
        if re.search(r"\.update\([^)]*\bstate=", text_of(path)) and "actions" not in path.parts
    ]

    assert found == []


def test_the_public_index_is_written_by_its_own_acts_alone() -> None:
    writers = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if re.search(
            r"Entry\.objects\.(create|bulk_create|update_or_create|get_or_create)|\bentry\.save\(",
            text_of(path),
        )
    ]

    assert writers == ["catalog/actions/entries.py"]


def test_law_reads_no_clock() -> None:
    for path in (path for path in PYTHON if "law" in path.parts):
        assert not re.search(r"\b(today|now|utcnow|time)\(\)", text_of(path)), path


def test_files_are_short_enough_to_survey() -> None:
    assert [str(path) for path in PYTHON if len(text_of(path).splitlines()) > 500] == []


def test_there_is_no_junk_drawer() -> None:
    assert [str(path) for path in PYTHON if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_actions_are_called_by_keyword_with_who_and_when() -> None:
    """A public act that writes takes keywords only; `by` and `at` say who and when."""
    loose = []
    for path in (path for path in PYTHON if "actions" in path.parts):
        for node in ast.parse(text_of(path)).body:
            if (
                isinstance(node, ast.FunctionDef)
                and _atomic(node)
                and not node.name.startswith("_")
                and node.args.args
            ):
                loose.append(f"{path.relative_to(ROOT)}:{node.name}")

    assert loose == []


def _atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_every_permission_a_role_brings_exists() -> None:
    known = {
        f"{model._meta.app_label}.{act}_{model._meta.model_name}"
        for model in apps.get_models()
        for act in model._meta.default_permissions
    }

    assert {perm for perms in permissions_by_role().values() for perm in perms} - known == set()


def test_url_names_are_unique() -> None:
    names = [
        f"{resolver.namespace}:{pattern.name}"
        for resolver in get_resolver().url_patterns
        if hasattr(resolver, "url_patterns") and resolver.namespace != "admin"
        for pattern in resolver.url_patterns
    ]

    assert len(names) == len(set(names))


def test_lock_files_name_no_registry() -> None:
    for path in ROOT.glob("requirements*.txt"):
        assert "://" not in text_of(path)
        assert "--index" not in text_of(path)
        assert text_of(path).count("--hash=sha256:") > 100
