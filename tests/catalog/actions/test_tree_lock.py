"""Several writers at once leave the tree whole."""

from datetime import UTC, datetime
from functools import partial

import pytest

from catalog.actions import nodes
from catalog.actions.tree_check import find_faults
from catalog.law.roles import Role
from catalog.models import Node
from tests.factories import catalog as make
from tests.factories.racing import race

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_keep_the_tree_whole():
    town = make.township()
    admin = make.user_with(Role.ADMIN, town)
    groups = [make.group(make.domain()), make.group(make.domain("社会救助", "5"))]

    def write(writer: int) -> None:
        for n in range(6):
            values = {"name": f"{writer}-{n}"}
            nodes.add(township=town, parent_pk=groups[n % 2].pk, values=values, by=admin, at=AT)

    said = race(*(partial(write, writer) for writer in range(4)))

    assert said == [""] * 4
    assert Node.objects.filter(township=town).count() == 24
    assert find_faults(Node) == []
