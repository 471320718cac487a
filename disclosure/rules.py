"""Who may write, review, publish and withdraw a publication, who acts on duties and on applications."""

from django.db.models import QuerySet

from catalog.law.roles import REVIEWERS, Role
from catalog.models import Township, Unit, User
from catalog.rules import has_role, places, unit_bounds
from disclosure.law.lifecycle import STAGE_ROLES, STAGES, State, Verb
from disclosure.law.steps import ACT_ROLES, OFFICE, READERS, REVIEW_ACTS, Act, Step
from disclosure.models import (
    AnswerReviewResult,
    Application,
    Duty,
    Publication,
    Review,
    ReviewResult,
    SearchRequest,
)
from disclosure.models.applications import ApplicationQuerySet
from disclosure.models.duties import DutyQuerySet

_READ = frozenset(
    {
        "view_publication", "view_attachment", "view_review", "view_publicationevent", "view_finding", "view_placement",
        "view_interpretation", "view_response", "view_solicitation",
    }
)  # fmt: skip
_WRITE = frozenset(
    {"add_publication", "change_publication", "add_attachment", "change_attachment", "delete_attachment"}
)
_WITHHELD = frozenset({"view_withheld"})
_TABLES = frozenset(
    f"{act}_{model}"
    for act in ("view", "add", "change")
    for model in ("wordingrule", "boardonly", "reviewplan", "reception", "lettertemplate")
)
_LOOKS = frozenset({"view_personalaccess"})
ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: _READ | _WRITE | _WITHHELD | {"add_withheld", "change_withheld"},
    Role.VILLAGE_CLERK: _READ | _WRITE,  # writes for his village as an editor does for his office
    Role.SECTION_HEAD: _READ | _WITHHELD,
    Role.DEPUTY: _READ | _WITHHELD,
    Role.SIGNER: _READ | _WITHHELD,
    Role.SECRECY: _READ | _WITHHELD,
    Role.OFFICE_HEAD: _READ | _WITHHELD | _TABLES | _LOOKS,
    Role.SUPERVISOR: _READ | _WITHHELD | _LOOKS,
    Role.ADMIN: _READ | _WITHHELD | _TABLES,
}

WRITERS = (Role.EDITOR, Role.VILLAGE_CLERK)
WITHHELD_WRITERS = (Role.EDITOR,)
WITHHELD_EVALUATORS = (Role.OFFICE_HEAD, Role.SECTION_HEAD, Role.SIGNER)
WITHHELD_READERS = frozenset(role for role, held in ADMIN_PERMISSIONS.items() if "view_withheld" in held)
SIGNERS = (*WRITERS, Role.SECTION_HEAD)  # of "nothing new"
OVERLOOKERS = (Role.OFFICE_HEAD, Role.SUPERVISOR, Role.SIGNER)  # look at what was forced
_LEVEL_REVIEWERS = REVIEWERS | {Role.SECRECY}
# Who may do which verb on an item of a unit they hold the role in. Passing a level follows from the level
# (`STAGE_ROLES`); never the author, never two levels of one item (REV-5).
VERB_ROLES: dict[Verb, frozenset[Role]] = {
    Verb.CREATE: frozenset(WRITERS),
    Verb.EDIT: frozenset(WRITERS),
    Verb.DROP: frozenset(WRITERS),
    Verb.SUBMIT: frozenset(WRITERS),
    Verb.RECALL: frozenset(WRITERS),
    Verb.SEND_BACK: _LEVEL_REVIEWERS,
    Verb.APPROVE: _LEVEL_REVIEWERS,
    Verb.SIGN: REVIEWERS,
    Verb.FORCE: frozenset({Role.SIGNER}),
    Verb.REFER: _LEVEL_REVIEWERS,
    Verb.RULE_OPEN: frozenset({Role.SECRECY, Role.OFFICE_HEAD}),
    Verb.RULE_SHUT: frozenset({Role.SECRECY, Role.OFFICE_HEAD}),
    Verb.RELEASE: frozenset(),  # the clock's
    Verb.UNSCHEDULE: frozenset({Role.SIGNER, Role.OFFICE_HEAD}),
    Verb.CARRY_OVER: frozenset({Role.ADMIN, Role.OFFICE_HEAD}),
    Verb.REVISE: frozenset(WRITERS),
    Verb.RENEW: frozenset(),  # follows from signing the revision
    Verb.WITHDRAW: frozenset({Role.SIGNER, Role.OFFICE_HEAD}),
    Verb.EXPIRE: frozenset(),  # the clock's
    Verb.KEEP: frozenset({Role.OFFICE_HEAD, Role.SECTION_HEAD}),
    Verb.LOOK: frozenset(OVERLOOKERS),
    Verb.VALIDITY: frozenset({Role.SIGNER, Role.OFFICE_HEAD}),
}
_OF_A_LEVEL = {Verb.APPROVE, Verb.SIGN, Verb.SEND_BACK, Verb.REFER}


def may(user: User, verb: Verb, publication: Publication) -> bool:
    """Whether the user may do the verb on this publication where it stands."""
    if not has_role(user, publication.unit, *VERB_ROLES[verb]):
        return False
    if verb in (Verb.APPROVE, Verb.SIGN):
        return may_pass(user, publication)
    if verb in _OF_A_LEVEL:
        stage = State(publication.state)
        return stage not in STAGES or has_role(user, publication.unit, *STAGE_ROLES[stage])
    if verb == Verb.FORCE:
        return user.pk not in {publication.created_by_id, publication.submitted_by_id}
    if verb == Verb.RECALL:
        return user.pk in {publication.created_by_id, publication.submitted_by_id}
    return True


def may_pass(user: User, publication: Publication) -> bool:
    """Whether the user may pass the level a publication stands at: has the level's role, did not write or hand it in,
    and passed no other level of it (REV-5)."""
    stage = State(publication.state)
    if stage not in STAGES or not has_role(user, publication.unit, *STAGE_ROLES[stage]):
        return False
    if user.pk in {publication.created_by_id, publication.submitted_by_id}:
        return False
    passed = Review.objects.filter(
        publication=publication, round=publication.round, by=user, result=ReviewResult.APPROVED
    )
    return not passed.exists()


def may_release(user: User, publication: Publication) -> bool:
    """Let something the check desk holds go out all the same: the signing leader (PII-4)."""
    return has_role(user, publication.unit, Role.SIGNER)


def may_note_result(user: User, publication: Publication) -> bool:
    """Say what came of a posting."""
    return has_role(user, publication.unit, *WRITERS)


def may_record_paper(user: User, publication: Publication) -> bool:
    """Enter a signature given on paper."""
    return has_role(user, publication.unit, *WRITERS)


def may_confirm_paper(user: User, review: Review) -> bool:
    """Compare an entered signature with the paper: anyone at work for the unit but who entered it."""
    if user.pk == review.recorded_by_id:
        return False
    return has_role(user, review.publication.unit, *WRITERS, *_LEVEL_REVIEWERS, Role.OFFICE_HEAD)


def may_set_plan(user: User, township: Township) -> bool:
    return has_role(user, township.unit, Role.ADMIN, Role.OFFICE_HEAD)


def may_keep_tables(user: User, township: Township) -> bool:
    """Keep the township's wordings and the lists that stay on the board."""
    return has_role(user, township.unit, Role.ADMIN, Role.OFFICE_HEAD)


def may_register_withheld(user: User, unit: Unit) -> bool:
    """Register a paper that is not proactively public."""
    return has_role(user, unit, *WITHHELD_WRITERS)


def may_evaluate_withheld(user: User, unit: Unit) -> bool:
    """Look again at a paper that was not opened (REV-4)."""
    return has_role(user, unit, *WITHHELD_EVALUATORS)


def may_place(user: User, publication: Publication) -> bool:
    """Note where else a publication went."""
    return has_role(user, publication.unit, *WRITERS)


def may_act_for(user: User, unit: Unit) -> bool:
    """Record events and explain lateness for a unit."""
    return has_role(user, unit, *WRITERS)


def may_sign_for(user: User, unit: Unit) -> bool:
    """Sign "nothing new" for a unit: who writes for it or heads it."""
    return has_role(user, unit, *SIGNERS)


def may_waive(user: User, unit: Unit) -> bool:
    """Release a unit from a duty: the head of the disclosure office or the signing leader."""
    return has_role(user, unit, Role.OFFICE_HEAD, Role.SIGNER)


# Roles that see what a unit owes: all that work for it, and those who watch over it.
DUTY_READERS = frozenset(Role) - {Role.REQUEST_OFFICER, Role.LEGAL}


def duties_of(user: User) -> DutyQuerySet:
    """Duties of units where the user holds a role that sees them."""
    return Duty.objects.filter(unit_bounds(user, DUTY_READERS, "unit"))


def reads_duties(user: User, township: Township) -> bool:
    """Whether the user sees duties of any unit of this township."""
    return any(
        place.role in DUTY_READERS and place.tree_id == township.unit.tree_id for place in places(user)
    )


def visible(user: User) -> QuerySet[Publication]:
    """Publications the user works with in the back office: those of units where any role is held."""
    return Publication.objects.filter(unit_bounds(user, ADMIN_PERMISSIONS, "unit"))


def may_explain(user: User, document: Publication) -> bool:
    """Write the interpretation of a document: who drafts it explains it (INT-1)."""
    return has_role(user, document.unit, *WRITERS)


def may_hear(user: User, solicitation: Publication) -> bool:
    """Record and settle residents' comments on a draft, and draft what was made of them."""
    return has_role(user, solicitation.unit, *WRITERS)


# Applications ----------------------------------------------------------------------------------------------------


def may_handle(user: User, act: Act, application: Application) -> bool:
    """Whether the user may do the act on this application where it stands."""
    wanted = ACT_ROLES[act]
    if act == Act.SEND_BACK and application.state in REVIEW_ACTS:
        wanted = ACT_ROLES[REVIEW_ACTS[Step(application.state)]]
    if not has_role(user, application.unit, *wanted):
        return False
    if act in REVIEW_ACTS.values():
        return not _took_part(user, application)
    if act in (Act.EXTEND, Act.REFUSE_EXTENSION):  # whoever asks for it does not grant it
        return not application.extensions.filter(granted=None, asked_by=user).exists()
    return True


def _took_part(user: User, application: Application) -> bool:
    """Whether the user drafted this answer, handed it in, or passed another review of this round (REV-5)."""
    drafted = application.events.filter(act__in=[Act.DECIDE, Act.DRAFT], by=user)
    handed_in = application.events.filter(act=Act.SUBMIT_ANSWER, by=user, facts__round=application.round)
    passed = application.answer_reviews.filter(
        round=application.round, by=user, result=AnswerReviewResult.PASSED, on_paper=False
    )
    return drafted.exists() or handed_in.exists() or passed.exists()


def may_take_in(user: User, township: Township) -> bool:
    """Register an application that came in at the counter, by post, fax, e-mail, by word or from the county."""
    return has_role(user, township.unit, *OFFICE) or any(
        place.role in OFFICE and place.tree_id == township.unit.tree_id for place in places(user)
    )


def may_read_application(user: User, application: Application) -> bool:
    return has_role(user, application.unit, *READERS)


def may_open_personal(user: User, application: Application) -> bool:
    """See the applicant's data in clear, giving a reason (PII-6)."""
    return has_role(user, application.unit, *OFFICE)


def may_answer_search(user: User, search: SearchRequest) -> bool:
    """Say what a search in one's unit found."""
    return has_role(user, search.unit, *ACT_ROLES[Act.ANSWER_SEARCH])


def may_keep_reception(user: User, township: Township) -> bool:
    """Settings and templates of applications."""
    return has_role(user, township.unit, Role.ADMIN, Role.OFFICE_HEAD)


def may_erase(user: User, township: Township) -> bool:
    """Ask for or carry out the erasure of applicants' data; never both."""
    return has_role(user, township.unit, Role.OFFICE_HEAD, Role.ADMIN)


def may_edit_report(user: User, township: Township) -> bool:
    """Write the annual report."""
    return has_role(user, township.unit, *OFFICE)


def may_freeze_report(user: User, township: Township) -> bool:
    """Correct a computed figure or make the report final."""
    return has_role(user, township.unit, Role.OFFICE_HEAD)


def applications_of(user: User) -> ApplicationQuerySet:
    """Applications the user may read."""
    return Application.objects.filter(unit_bounds(user, READERS, path="unit"))


def searches_of(user: User) -> QuerySet[SearchRequest]:
    """Searches asked of units the user may answer for."""
    return SearchRequest.objects.filter(unit_bounds(user, ACT_ROLES[Act.ANSWER_SEARCH], path="unit"))
