"""What a file holds that its reader does not see, and the personal data in all of it (PII-4)."""

from disclosure.checks.hidden.attachment import inspect_attachment
from disclosure.checks.hidden.kinds import FileReport, Hidden, HiddenKind

__all__ = ["FileReport", "Hidden", "HiddenKind", "inspect_attachment"]
