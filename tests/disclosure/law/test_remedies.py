"""The remedies paragraph of each class, and the periods it starts."""

import pytest

from disclosure.law.outcomes import Remedies
from disclosure.law.remedies import Bodies, court_until, paragraph, review_until
from tests.factories.days import CALENDAR, day

BODIES = Bodies("云溪县人民政府", "云溪县人民法院", "云溪县行政复议网上申请平台")
A, B = Remedies.REVIEW_FIRST, Remedies.EITHER


def test_rem_2_a_refusal_goes_to_review_first():
    text = paragraph([A], BODIES)

    assert "应当先自知道本答复之日起60日内向云溪县人民政府申请行政复议" in text
    assert "15日内向云溪县人民法院提起行政诉讼" in text
    assert "6个月" not in text


def test_rem_3_other_answers_leave_the_choice():
    text = paragraph([B, B], BODIES)

    assert text == (
        "如对本答复不服，可以自知道本答复之日起60日内向云溪县人民政府申请行政复议，"
        "或者自知道本答复之日起6个月内向云溪县人民法院提起行政诉讼。"
    )


def test_an_answer_of_both_classes_tells_them_apart():
    text = paragraph([B, A], BODIES)

    assert "不予公开的部分不服，应当先" in text
    assert "其余部分不服，可以" in text


def test_dlv_4_an_electronic_answer_names_the_channel():
    assert "云溪县行政复议网上申请平台" in paragraph([B], BODIES, electronic=True)
    assert "互联网" not in paragraph([B], BODIES)


@pytest.mark.parametrize(
    ("classes", "bodies", "electronic"),
    [
        ([], BODIES, False),
        ([A], Bodies("", "云溪县人民法院"), False),
        ([A], Bodies("云溪县人民政府", ""), False),
        ([A], Bodies("云溪县人民政府", "云溪县人民法院"), True),
    ],
)
def test_rem_6_no_paragraph_without_what_it_names(classes, bodies, electronic):
    with pytest.raises(ValueError, match=r"names|decision|configured"):
        paragraph(classes, bodies, electronic=electronic)


def test_s_16_sixty_days_end_after_the_holiday():
    assert review_until(day("08-03"), CALENDAR).on == day("10-08")


def test_s_17_six_months_end_after_the_holiday():
    assert court_until(day("04-01"), CALENDAR).on == day("10-08")
