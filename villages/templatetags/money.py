"""Fen as people read them."""

from django import template

from villages.law import money

register = template.Library()


@register.filter
def yuan(amount: int) -> str:
    return money.yuan(amount)
