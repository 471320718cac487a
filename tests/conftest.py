"""Fixtures of the whole suite."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from catalog.queries import outline
from gongkai import townships
from gongkai.portal import context


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees pages or townships that another one left in this process."""
    cache.clear()
    townships.forget()
    outline.forget()
    context.forget()
    yield
    townships.forget()


@pytest.fixture
def at() -> datetime:
    """A working morning: Monday 2026-03-09, 09:00 in Shanghai."""
    return datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
