"""The desk: what waits for whom."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from disclosure.models import Publication
from tests.factories import catalog
from tests.factories import disclosure as write

pytestmark = pytest.mark.django_db
NOON = "2026-03-20T04:00:00+00:00"


@pytest.fixture
def place(at):
    town = catalog.township()
    office, other = catalog.unit(town, "社会事务办"), catalog.unit(town, "财政所")
    item = catalog.item(catalog.group(catalog.domain("社会救助")), "临时救助")
    editor = catalog.user_with(Role.EDITOR, office, "editor", name="编辑甲")

    def posted(title: str, until: date, unit=office, **fields: object) -> Publication:
        made = write.published(town, unit, item, editor, title=title, **fields)
        Publication.objects.filter(pk=made.pk).update(posted_days=7, posted_until=until)
        return made

    return town, other, editor, posted


@time_machine.travel(NOON, tick=False)
def test_a_posting_whose_period_is_over_waits_for_its_result(place, client):
    town, other, editor, posted = place
    owed = posted("三月临时救助公示", date(2026, 3, 18))
    posted("还在公示", date(2026, 3, 20))
    posted("别的单位的公示", date(2026, 3, 18), unit=other)
    told = posted("已填结果的公示", date(2026, 3, 18))
    Publication.objects.filter(pk=told.pk).update(posting_result="未收到异议。")
    client.force_login(editor)

    page = client.get("/office/").content.decode()

    assert "公示期满，待填结果" in page
    assert f"/office/publications/{owed.pk}/result/" in page
    assert [t for t in ("还在公示", "别的单位的公示", "已填结果的公示") if t in page] == []

    client.force_login(catalog.user_with(Role.SIGNER, town, "signer"))
    assert "待填结果" not in client.get("/office/").content.decode()


@time_machine.travel(NOON, tick=False)
def test_the_desk_costs_the_same_for_one_and_for_thirty(place, client):
    *_, editor, posted = place
    client.force_login(editor)
    posted("公示", date(2026, 3, 18))
    client.get("/office/")
    one = queries_of(client)
    for n in range(29):
        posted(f"公示{n}", date(2026, 3, 18) - timedelta(days=n))

    assert queries_of(client) == one


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/office/").status_code == 200
    return len(queries)
