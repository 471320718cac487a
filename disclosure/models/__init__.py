"""Records of disclosure."""

from disclosure.models.access import AppendOnly, PersonalAccess
from disclosure.models.answers import (
    AnswerReview,
    AnswerReviewResult,
    Delivery,
    Letter,
    LetterState,
    LetterTemplate,
    Remedy,
    Way,
)
from disclosure.models.applicants import (
    Applicant,
    ApplicationDraft,
    CaseFile,
    CaseFileRole,
    DraftFile,
    Erasure,
    HelpGiven,
)
from disclosure.models.applications import Application, ApplicationEvent, RequestItem, Suggested
from disclosure.models.attachments import Attachment, FileRole, ScanState
from disclosure.models.checks import BoardOnly, Finding, FindingState, Severity, WordingRule, WordKind
from disclosure.models.duties import ApiClient, Confirmation, Duty, DutyTrace, Trigger
from disclosure.models.explaining import Comment, CommentSource, Interpretation, Response, Solicitation
from disclosure.models.placements import Outlet, Placement
from disclosure.models.procedures import (
    Consultation,
    Correction,
    Extension,
    FeeNotice,
    PartyKind,
    ReasonRequest,
    Reply,
    SearchRequest,
)
from disclosure.models.publications import (
    Edition,
    IndexSerial,
    Publication,
    PublicationEvent,
    Reach,
    Withheld,
)
from disclosure.models.reception import CaseSerial, Reception, SerialKind, Taken
from disclosure.models.reports import AnnualReport, CellCorrection, ReportState
from disclosure.models.reviews import Review, ReviewPlan, ReviewResult

__all__ = [
    "AnnualReport",
    "AnswerReview",
    "AnswerReviewResult",
    "ApiClient",
    "AppendOnly",
    "Applicant",
    "Application",
    "ApplicationDraft",
    "ApplicationEvent",
    "Attachment",
    "BoardOnly",
    "CaseFile",
    "CaseFileRole",
    "CaseSerial",
    "CellCorrection",
    "Comment",
    "CommentSource",
    "Confirmation",
    "Consultation",
    "Correction",
    "Delivery",
    "DraftFile",
    "Duty",
    "DutyTrace",
    "Edition",
    "Erasure",
    "Extension",
    "FeeNotice",
    "FileRole",
    "Finding",
    "FindingState",
    "HelpGiven",
    "IndexSerial",
    "Interpretation",
    "Letter",
    "LetterState",
    "LetterTemplate",
    "Outlet",
    "PartyKind",
    "PersonalAccess",
    "Placement",
    "Publication",
    "PublicationEvent",
    "Reach",
    "ReasonRequest",
    "Reception",
    "Remedy",
    "Reply",
    "ReportState",
    "RequestItem",
    "Response",
    "Review",
    "ReviewPlan",
    "ReviewResult",
    "ScanState",
    "SearchRequest",
    "SerialKind",
    "Severity",
    "Solicitation",
    "Suggested",
    "Taken",
    "Trigger",
    "Way",
    "Withheld",
    "WordKind",
    "WordingRule",
]
