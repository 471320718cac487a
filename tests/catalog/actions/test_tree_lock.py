"""Several writers at once leave the tree whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from catalog.actions import nodes
from catalog.actions.tree_check import find_faults
from catalog.law.roles import Role
from catalog.models import Node
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_keep_the_tree_whole():
    town = make.township()
    admin = make.user_with(Role.ADMIN, town)
    groups = [make.group(make.domain()), make.group(make.domain("社会救助", "5"))]

    def write(writer: int) -> None:
        try:
            for n in range(6):
                values = {"name": f"{writer}-{n}"}
                nodes.add(township=town, parent_pk=groups[n % 2].pk, values=values, by=admin, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert Node.objects.filter(township=town).count() == 24
    assert find_faults(Node) == []
