"""Records of disclosure."""

from disclosure.models.publications import (
    Attachment,
    IndexSerial,
    Publication,
    PublicationEvent,
    Review,
    ReviewResult,
)

__all__ = ["Attachment", "IndexSerial", "Publication", "PublicationEvent", "Review", "ReviewResult"]
