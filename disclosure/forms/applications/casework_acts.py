"""Acts on the way to an answer: assigning, searching, correction, opinions, reasons, extension, fee."""

from disclosure.forms.applications.base import Handling
from disclosure.law.steps import Act

ACTS: dict[Act, Handling] = {}
