"""One township without a trace of more, or several, each under its prefix; nothing of one shows in another."""

import pytest
from django.urls import reverse

from catalog.law.roles import Role
from disclosure.actions import publications
from gongkai import townships
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db


def settled(prefix: str, name: str):
    township = catalog.township(prefix, name)
    office = catalog.unit(township, f"{name}社会事务办")
    item = catalog.item(catalog.group(catalog.domain(f"{name}领域", key=f"d-{prefix}")), key=f"row-{prefix}")
    editor = catalog.user_with(Role.EDITOR, township, f"editor-{prefix}")
    made = disclosure.published(township, office, item, editor, title=f"{name}的公告")
    townships.forget()
    return township, office, item, editor, made


def test_one_township_has_no_prefix(client) -> None:
    _, _, _, _, made = settled("wanghe", "望禾镇")

    assert client.get("/").status_code == 200
    assert client.get("/wanghe/").status_code == 404
    assert f'href="{made.path}"' in client.get("/latest/").content.decode()


def test_several_are_chosen_from_a_page_and_live_under_their_prefix(client) -> None:
    settled("wanghe", "望禾镇")
    *_, made = settled("meilan", "梅岚乡")

    chooser = client.get("/").content.decode()
    page = client.get("/meilan/latest/").content.decode()

    assert 'href="/wanghe/"' in chooser
    assert 'href="/meilan/"' in chooser
    assert f'href="/meilan{made.path}"' in page
    assert "望禾镇的公告" not in page
    assert client.get("/meilan").status_code == 302
    assert client.get("/latest/").status_code == 404
    assert client.get("/office/")["Location"] == "/"


def test_nothing_of_one_township_opens_under_the_other(client) -> None:
    _, office, _item, _, made = settled("wanghe", "望禾镇")
    settled("meilan", "梅岚乡")
    row = catalog.item(catalog.domain("特色", key="own-domain", origin="township", township=office.get_root().township),
                       key="own-row", origin="township", township=office.get_root().township)  # fmt: skip

    own = [made.path, f"/units/{office.pk}/", f"/items/{row.key}/", "/domains/own-domain/"]
    assert [client.get(f"/wanghe{path}").status_code for path in own] == [200, 200, 200, 200]
    assert [client.get(f"/meilan{path}").status_code for path in own] == [404, 404, 404, 404]
    assert "望禾镇的公告" not in client.get("/meilan/items/row-wanghe/").content.decode()
    assert made.path not in client.get("/meilan/sitemap.xml").content.decode()


def test_staff_of_one_are_shut_out_of_the_others_office(client) -> None:
    *_, editor, _ = settled("wanghe", "望禾镇")
    settled("meilan", "梅岚乡")
    client.force_login(editor)

    assert client.get("/wanghe/office/").status_code == 200
    assert client.get("/meilan/office/").status_code == 403
    assert client.get("/meilan/admin/").status_code == 403


def test_the_prefix_is_gone_after_the_request(client) -> None:
    settled("wanghe", "望禾镇")
    settled("meilan", "梅岚乡")

    client.get("/meilan/")

    assert reverse("portal:latest") == "/latest/"


def test_without_any_township_the_site_says_so(client) -> None:
    assert client.get("/").status_code == 503


def test_files_search_and_numbers_of_one_never_reach_the_other(client, at) -> None:
    township, office, item, _editor, made = settled("wanghe", "望禾镇")
    other, *_, _theirs = settled("meilan", "梅岚乡")
    file = publications.attach(
        publication=made, upload=publications.Upload("名册.pdf", disclosure.PDF), at=disclosure.DAY
    )

    assert client.get(f"/wanghe{file.path}").status_code == 200
    assert client.get(f"/meilan{file.path}").status_code == 404
    assert client.get(file.path).status_code == 404
    assert "望禾镇的公告" not in client.get("/meilan/latest/?q=公告").content.decode()
    assert "梅岚乡的公告" in client.get("/meilan/latest/?q=公告").content.decode()
    assert f"unit={office.pk}" not in client.get(f"/meilan/latest/?unit={office.pk}").content.decode()
    catalog.item(item.parent, "望禾自有", key="own-only", origin="township", township=township)
    for export in ("catalog.csv", "catalog.json"):
        assert "望禾自有" in client.get(f"/wanghe/{export}").content.decode()
        assert "望禾自有" not in client.get(f"/meilan/{export}").content.decode()
    assert [publications.next_index_no(place, at)[-5:] for place in (township, other, township)] == [
        "00001",
        "00001",
        "00002",
    ]


def test_an_administrator_of_one_sees_no_record_of_the_other_in_any_list(client) -> None:
    township, *_ = settled("wanghe", "望禾镇")
    settled("meilan", "梅岚乡")
    client.force_login(catalog.user_with(Role.ADMIN, township))

    for path in ("/office/", "/admin/", "/admin/disclosure/publication/", "/admin/catalog/entry/", "/admin/catalog/unit/",
                 "/admin/catalog/user/", "/office/imports/", "/office/revisions/", "/office/upkeep/adoptions/"):  # fmt: skip
        answer = client.get(f"/wanghe{path}")
        assert answer.status_code == 200, path
        for theirs in ("梅岚乡的公告", "梅岚乡人民政府", "梅岚乡社会事务办", "editor-meilan"):
            assert theirs not in answer.content.decode(), path
        assert client.get(f"/meilan{path}").status_code == 403, path
