"""Every paper as page, DOCX and PDF: the parts it must state are there, whatever it is printed as."""

import io
import zipfile
from datetime import date

import pytest

from disclosure.law.documents import PAPERS, Doc
from disclosure.law.outcomes import CHOSEN, RECTIFIED, RULES, Outcome, Remedies
from disclosure.law.remedies import Bodies, paragraph
from disclosure.sheets.letters import docx, pdf
from disclosure.sheets.letters.compose import Incomplete, ItemAnswered, LetterText, compose, decision, filled
from disclosure.sheets.letters.texts import (
    BODIES,
    RECTIFYING,
    TEXTS,
    TextRefused,
    allowed_slots,
    checked,
    required_slots,
)
from tests.factories.papers import text_of_docx, text_of_pdf

SAMPLE = {
    "agency": "望禾镇人民政府", "addressee": "林小满", "received_on": "2026年9月7日", "requested": "补助资金分配表", "contact": "苗可询零零",
    "date": "2026年9月28日", "number": "wanghe一号", "due_on": "2026年10月10日", "points": "写明年度", "guidance": "补写一行",
    "until": "2026年9月29日", "consequence": "逾期视为放弃", "facts": "三十件", "new_due_on": "2026年11月7日", "reason": "材料较多",
    "concern": "涉及账目", "reply_by": "2026年10月9日", "silence": "由本机关决定", "options": "同意或者不同意", "effect": "不计算在内",
    "content": "合同总价", "interest": "公共利益重大", "remedies": "可以申请行政复议", "basis": "条例第四十二条", "tariff": "按量计收",
    "quantity": "六十八页", "amount": "380", "how_to_pay": "到银行缴纳", "decision": "予以公开", "channel": "当面提交", "document": "答复书",
    "address": "上坪村", "way": "直接送达", "signature": "本人", "server": "苗可询", "refusal": "没有", "witness": "周大禾", "papers": "见下表",
    "case_number": "受理一号", "applicant": "林小满", "unit": "党政办", "form": "纸质", "progress": "办理中", "relation": "本人",
}  # fmt: skip
ROWS = (("序号", "材料名称"), ("1", "申请表"))


@pytest.mark.parametrize("doc", list(Doc))
def test_a_paper_states_its_parts_as_docx_and_as_pdf(doc):
    rows = ROWS if doc == Doc.INVENTORY else ()
    text = compose(doc, SAMPLE, number="望府公复〔2026〕1号", rows=rows)

    printed, written = text_of_pdf(pdf.pdf(text)), text_of_docx(docx.docx(text))

    wanted = [
        SAMPLE[part]
        for part in PAPERS[doc].parts
        if part != "papers" and (part != "basis" or doc != Doc.ANSWER)
    ]
    if doc == Doc.REPLY_SLIP:
        wanted.remove(SAMPLE["addressee"])
    for made in (printed, written):
        assert [
            word
            for word in (*wanted, TEXTS[doc].title, *(cell for row in rows for cell in row))
            if word not in made
        ] == []
        assert "{" not in made


@pytest.mark.parametrize("doc", list(Doc))
def test_a_paper_that_leaves_a_part_out_is_refused(doc):
    by_pen = {"signature", "refusal", "witness", "server", "address"} if doc == Doc.DELIVERY else set()
    for part in set(PAPERS[doc].parts) - by_pen - ({"basis"} if doc == Doc.ANSWER else set()):
        with pytest.raises(Incomplete, match="还缺"):
            compose(doc, {**SAMPLE, part: " "})


@pytest.mark.parametrize("outcome", [*CHOSEN, *RECTIFIED])
def test_an_answer_states_basis_facts_and_remedies_of_its_outcome(outcome):
    rule = RULES[outcome]
    facts = {fact.key: fact.choices[0][0] if fact.choices else f"{fact.label}甲乙" for fact in rule.facts}
    item = ItemAnswered(outcome, facts, earlier=("wanghe-2026-0001", date(2026, 3, 9)))
    remedies = paragraph([rule.remedies], Bodies("云溪县人民政府", "云溪县人民法院"))
    text = RECTIFYING[Doc.ANSWER] if outcome in RECTIFIED else None

    made = text_of_pdf(
        pdf.pdf(
            compose(Doc.ANSWER, {**SAMPLE, "decision": decision([item]), "remedies": remedies}, text=text)
        )
    )

    for fact in rule.facts:
        assert (dict(fact.choices).get(facts[fact.key]) or facts[fact.key]) in made, fact.label
    assert rule.basis in made
    assert remedies in made
    assert ("应当先" in made) == (rule.remedies == Remedies.REVIEW_FIRST)
    if outcome == Outcome.REPEATED:
        assert "wanghe-2026-0001" in made
        assert "2026年3月9日" in made


def test_several_items_are_answered_one_by_one():
    lines = decision(
        [
            ItemAnswered(Outcome.NEEDS_MAKING, {"reason": "没有汇总"}, "汇总表"),
            ItemAnswered(Outcome.PUBLICATION, {"title": "县政府公报"}),
        ]
    ).split("\n")

    assert lines[0] == "一、关于汇总表"
    assert "二、关于第二项申请" in lines
    assert not any("途径获取" in line for line in lines)  # an optional fact that was not given


def test_what_people_typed_is_never_read_as_a_slot_or_as_markup():
    nasty = "{remedies} #let x = 1 <w:p> $y$ *粗* {0} %s"
    text = compose(Doc.ANSWER, {**SAMPLE, "decision": nasty})

    assert [block.text for block in text.blocks if "remedies" in block.text] == [nasty]
    assert nasty.replace(" ", "") in text_of_pdf(pdf.pdf(text))
    assert nasty.replace(" ", "") in text_of_docx(docx.docx(text))


def test_the_same_text_gives_the_same_pdf_and_survives_being_stored():
    text = compose(Doc.ANSWER, SAMPLE, number="望府公复〔2026〕1号")
    again = LetterText.of(text.stored())
    assert again == text
    assert pdf.pdf(again) == pdf.pdf(text)


def test_a_docx_names_chinese_fonts_and_says_nothing_of_the_machine():
    made = docx.docx(compose(Doc.ANSWER, SAMPLE))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        document, core = parts.read("word/document.xml").decode(), parts.read("docProps/core.xml").decode()
    assert 'w:eastAsia="仿宋_GB2312"' in document
    assert "python-docx" not in core
    assert "望禾镇人民政府" in core


# ---- a township's own texts ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("doc", list(Doc))
def test_our_own_texts_pass_their_own_check(doc):
    assert checked(doc, list(TEXTS[doc].paragraphs)) == list(TEXTS[doc].paragraphs)


@pytest.mark.parametrize("outcome", list(BODIES))
def test_our_own_bodies_pass_their_own_check(outcome):
    assert checked(Doc.ANSWER, list(BODIES[outcome]), outcome)
    assert required_slots(Doc.ANSWER, outcome) <= allowed_slots(Doc.ANSWER, outcome)


def test_every_outcome_that_is_answered_has_a_body():
    assert set(BODIES) == {*CHOSEN, *RECTIFIED}


@pytest.mark.parametrize("doc", list(RECTIFYING))
def test_app_12_papers_of_a_request_for_correction_speak_of_correction(doc):
    made = text_of_pdf(pdf.pdf(compose(doc, SAMPLE, text=RECTIFYING[doc])))

    assert "更正" in RECTIFYING[doc].title
    assert RECTIFYING[doc].title in made
    assert "公开申请" not in made
    for part in set(PAPERS[doc].parts) - {"consequence", "basis"}:
        assert SAMPLE[part].replace(" ", "") in made, part


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (["{requested}{received_on}", "{decision}"], "remedies"),
        (["{requested}", "{decision}", "{remedies}", "{weather}"], "weather"),
        (["{requested", "{decision}", "{remedies}"], "成对"),
        (["{requested!r}", "{decision}", "{remedies}"], "占位只能写成"),
        (["{requested.x}", "{decision}", "{remedies}"], "占位只能写成"),
        ([" "], "不能为空"),
    ],
)
def test_rem_6_a_text_that_cannot_be_used_is_refused(paragraphs, said):
    with pytest.raises(TextRefused, match=said):
        checked(Doc.ANSWER, paragraphs)


def test_a_slot_with_lines_becomes_paragraphs():
    assert filled(["甲{x}乙", "|行|{x}"], {"x": "一\n二"}) == ["甲一", "二乙", "|行|一\u2028二"]
