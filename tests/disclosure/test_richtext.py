"""The rich text field in the admin form: what is refused, what is left out and said, which addresses pictures have."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.template import Context, Template

from catalog.law.roles import Role
from disclosure.actions import publications
from disclosure.forms.richtext import ALT_MISSING, RichTextField, RichTextWidget
from disclosure.models import Publication
from gongkai import townships
from tests.factories import catalog, disclosure

ADD = "/admin/disclosure/publication/add/"
PATH = "/pictures/0b5f9d0e-3f0a-4f5e-9a51-6a3f0c9e1d22/"


@pytest.fixture
def place(client, db):
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    editor = catalog.user_with(Role.EDITOR, office, "bianji", name="许编辑")
    client.force_login(editor)
    return township, office, item, editor


def typed(office, item, text):
    return {
        "title": "防火通告", "node": item.pk, "unit": office.pk, "formed_on": "2026-03-02", "text": text,
        "doc_no": "", "summary": "", "issuer": "", "source": "", "theme": "", "validity": "",
    }  # fmt: skip


def test_a_picture_without_alternative_text_is_refused_and_nothing_is_lost(client, place) -> None:
    _, office, item, _ = place

    answer = client.post(ADD, typed(office, item, f'<p>通告</p><img src="{PATH}" alt="">'))

    assert answer.context["errors"] == [[ALT_MISSING]]
    assert "&lt;p&gt;通告&lt;/p&gt;" in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_pasted_picture_is_left_out_and_the_editor_is_told(client, place) -> None:
    _, office, item, _ = place

    answer = client.post(
        ADD, typed(office, item, '<p>通告<img src="data:image/png;base64,AA==" alt="图"></p>')
    )

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[0] == "有 1 张粘贴的图片没有存进正文。粘贴的图片请用“插入图片”上传。"
    assert Publication.objects.get().text == "<p>通告</p>"


def test_without_left_out_pictures_nothing_is_said(client, place) -> None:
    _, office, item, _ = place

    answer = client.post(ADD, typed(office, item, f'<img src="{PATH}" alt="宣传栏">'))

    assert len(list(get_messages(answer.wsgi_request))) == 1  # saved, that is all
    assert Publication.objects.get().text == f'<figure><img src="{PATH}" alt="宣传栏"></figure>'


def test_pictures_are_edited_under_the_townships_address_and_stored_without_it(client, place) -> None:
    township, office, item, editor = place
    catalog.township("shiqiao", "石桥镇")
    townships.forget()
    figure = f'<figure><img src="{PATH}" alt="宣传栏"></figure>'
    made = disclosure.draft(township, office, item, editor, text=figure)
    address = f"/{township.prefix}/admin/disclosure/publication/{made.pk}/change/"

    page = client.get(address)
    shown = page.context["adminform"].form["text"]
    inside = figure.replace(PATH, f"/{township.prefix}{PATH}")
    assert shown.field.widget.format_value(figure) == figure  # outside a request there is no prefix
    assert inside.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in page.content.decode()
    seen = page.context["adminform"].form["seen"].value()
    client.post(address, typed(office, item, inside) | {"title": "改过", "seen": seen})

    made.refresh_from_db()
    assert (made.title, made.text) == ("改过", figure)


def test_who_saves_over_another_is_shown_the_others_words_not_their_markup(client, place, at) -> None:
    township, office, item, editor = place
    made = publications.create(
        township=township, by=editor, at=at,
        fields={"title": "通告", "text": "正文", "formed_on": date(2026, 3, 2), "unit": office, "node": item},
    )  # fmt: skip
    address = f"/admin/disclosure/publication/{made.pk}/change/"
    seen = client.get(address).context["adminform"].form["seen"].value()
    publications.edit(
        pk=made.pk, by=editor, at=at, fields={"text": "<table><tr><td>别人的表</td></tr></table>"}
    )

    answer = client.post(address, typed(office, item, "<p>我的</p>") | {"title": "通告", "seen": seen})

    assert answer.context["adminform"].form.errors["text"] == ["现在保存的是：别人的表"]


def test_the_editor_is_loaded_without_any_inline_script() -> None:
    widget = RichTextWidget()
    widget.pictures = [{"name": '"><script>1</script>.jpg', "path": PATH}]

    html = widget.render("text", "<p>正文</p>", {"id": "id_text"})
    media = Template("{{ media }}").render(Context({"media": widget.media}))

    assert "<script" not in html
    assert html.count("<textarea") == 1
    assert 'data-rich-text="/static/django_prose_editor/editor.js"' in html
    assert media.count("<script") == media.count(' src="/static/') == 1
    assert 'type="module"' in media


def test_cleaning_a_field_says_how_many_pictures_went() -> None:
    field = RichTextField(required=False)

    assert field.clean("第一段\n\n第二段") == "<p>第一段</p><p>第二段</p>"
    assert (field.clean('<p>甲<img src="https://x.example/a.png"></p>'), field.left_out) == ("<p>甲</p>", 1)
    assert (field.clean(""), field.left_out) == ("", 0)


def test_a_text_beyond_any_length_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValidationError, match="1000000"):
        RichTextField(required=False).clean("<p>" * 400_000)
