"""Records of disclosure."""

from disclosure.models.access import AppendOnly, PersonalAccess
from disclosure.models.attachments import Attachment, FileRole, ScanState
from disclosure.models.checks import BoardOnly, Finding, FindingState, Severity, WordingRule, WordKind
from disclosure.models.duties import ApiClient, Confirmation, Duty, DutyTrace, Trigger
from disclosure.models.explaining import Comment, CommentSource, Interpretation, Response, Solicitation
from disclosure.models.placements import Outlet, Placement
from disclosure.models.publications import (
    Edition,
    IndexSerial,
    Publication,
    PublicationEvent,
    Reach,
    Withheld,
)
from disclosure.models.reviews import Review, ReviewPlan, ReviewResult

__all__ = [
    "ApiClient",
    "AppendOnly",
    "Attachment",
    "BoardOnly",
    "Comment",
    "CommentSource",
    "Confirmation",
    "Duty",
    "DutyTrace",
    "Edition",
    "FileRole",
    "Finding",
    "FindingState",
    "IndexSerial",
    "Interpretation",
    "Outlet",
    "PersonalAccess",
    "Placement",
    "Publication",
    "PublicationEvent",
    "Reach",
    "Response",
    "Review",
    "ReviewPlan",
    "ReviewResult",
    "ScanState",
    "Severity",
    "Solicitation",
    "Trigger",
    "Withheld",
    "WordKind",
    "WordingRule",
]
