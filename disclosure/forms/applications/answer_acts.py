"""Acts that answer: outcomes, drafting, reviews, signature, delivery, archive, remedies."""

from disclosure.forms.applications.base import Handling
from disclosure.law.steps import Act

ACTS: dict[Act, Handling] = {}
