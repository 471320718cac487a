"""The papers: their list, their numbers."""

import pytest

from disclosure.law.documents import NUMBERED, PAPERS, Doc, PatternRefused, checked_pattern, document_number


def test_every_paper_of_the_rule_book_is_there():
    assert [doc.value for doc in PAPERS] == [f"DOC-{n}" for n in range(1, 16)]


@pytest.mark.parametrize("doc", NUMBERED)
def test_doc_r3_a_number_has_year_in_six_angle_brackets_and_no_leading_zero(doc):
    number = document_number(PAPERS[doc].pattern, agency="望府", year=2026, serial=1)

    assert number.startswith("望府")
    assert number.endswith("〔2026〕1号")


def test_patterns_of_numbers_differ_by_kind():
    patterns = [PAPERS[doc].pattern for doc in NUMBERED]
    assert len(set(patterns)) == len(patterns)


@pytest.mark.parametrize(
    "pattern",
    [
        "{agency}〔{year}〕号", "{agency}{serial}号", "{agency}〔{year}〕第{serial}号", "{agency}[{year}]{serial}号",
        "{agency}〔{year}〕{serial:03d}号", "{agency}〔{year}〕{serial}号{x}", "{agency〔{year}〕{serial}号", "{agency!r}〔{year}〕{serial}号",
        "{}〔{year}〕{serial}号", "{agency.x}〔{year}〕{serial}号",
    ],
)  # fmt: skip
def test_a_pattern_that_is_no_document_number_is_refused(pattern):
    with pytest.raises(PatternRefused):
        checked_pattern(pattern)


def test_remedies_stand_on_what_decides():
    assert {doc for doc, paper in PAPERS.items() if paper.remedies} == {Doc.ANSWER, Doc.DISCLOSE_ANYWAY}
    assert all(("remedies" in paper.parts) == paper.remedies for paper in PAPERS.values())
