"""Personal data in texts and tables: what is there, where, and how it may be shown (PII-3, PII-4)."""

from disclosure.checks.personal.kinds import NOTICES, Hit, Kind, fingerprint
from disclosure.checks.personal.masks import is_masked, mask_html, mask_text, mask_value
from disclosure.checks.personal.numbers import Found, find
from disclosure.checks.personal.scan import scan_html, scan_table, scan_text
from disclosure.checks.personal.tables import TableScanner

__all__ = [
    "NOTICES",
    "Found",
    "Hit",
    "Kind",
    "TableScanner",
    "find",
    "fingerprint",
    "is_masked",
    "mask_html",
    "mask_text",
    "mask_value",
    "scan_html",
    "scan_table",
    "scan_text",
]
