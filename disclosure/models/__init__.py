"""Records of disclosure."""

from disclosure.models.duties import ApiClient, Confirmation, Duty, DutyTrace, Trigger
from disclosure.models.publications import (
    Attachment,
    IndexSerial,
    Publication,
    PublicationEvent,
    Review,
    ReviewResult,
)

__all__ = [
    "ApiClient",
    "Attachment",
    "Confirmation",
    "Duty",
    "DutyTrace",
    "IndexSerial",
    "Publication",
    "PublicationEvent",
    "Review",
    "ReviewResult",
    "Trigger",
]
