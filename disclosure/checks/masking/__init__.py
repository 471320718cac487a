"""Publication copies: personal data masked or left out, nothing hidden carried along (PII-3)."""

from disclosure.checks.masking.documents import strip_docx
from disclosure.checks.masking.pdf import strip_pdf
from disclosure.checks.masking.recordings import strip_recording
from disclosure.checks.masking.workbooks import mask_workbook
from disclosure.checks.personal import mask_html, mask_text, mask_value

__all__ = [
    "mask_html",
    "mask_text",
    "mask_value",
    "mask_workbook",
    "strip_docx",
    "strip_pdf",
    "strip_recording",
]
