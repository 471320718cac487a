"""Who may write, review and withdraw a publication."""

from django.db.models import QuerySet

from catalog.law.roles import REVIEWERS, Role
from catalog.models import Township, Unit, User
from catalog.rules import has_role, places, unit_bounds
from disclosure.law.lifecycle import Verb
from disclosure.models import Duty, Publication
from disclosure.models.duties import DutyQuerySet

_READ = frozenset({"view_publication", "view_attachment", "view_review", "view_publicationevent"})
_WRITE = frozenset(
    {"add_publication", "change_publication", "add_attachment", "change_attachment", "delete_attachment"}
)
ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: _READ | _WRITE,
    Role.VILLAGE_CLERK: _READ | _WRITE,  # writes for his village as an editor does for his office
    Role.SECTION_HEAD: _READ,
    Role.DEPUTY: _READ,
    Role.SIGNER: _READ,
    Role.SECRECY: _READ,
    Role.OFFICE_HEAD: _READ,
    Role.SUPERVISOR: _READ,
    Role.ADMIN: _READ,
}

WRITERS = (Role.EDITOR, Role.VILLAGE_CLERK)
SIGNERS = (*WRITERS, Role.SECTION_HEAD)  # of "nothing new"
# Who may do which verb on an item of a unit they hold the role in. The first path has one level of review, which
# any reviewing role may fill; never the author (REV-5).
VERB_ROLES: dict[Verb, frozenset[Role]] = {
    Verb.CREATE: frozenset(WRITERS),
    Verb.EDIT: frozenset(WRITERS),
    Verb.SUBMIT: frozenset(WRITERS),
    Verb.SEND_BACK: REVIEWERS,
    Verb.APPROVE: REVIEWERS,
    Verb.CARRY_OVER: frozenset({Role.ADMIN, Role.OFFICE_HEAD}),
    Verb.WITHDRAW: frozenset({Role.SIGNER, Role.OFFICE_HEAD}),
}


def may(user: User, verb: Verb, publication: Publication) -> bool:
    """Whether the user may do the verb on this publication (whatever its state)."""
    if not has_role(user, publication.unit, *VERB_ROLES[verb]):
        return False
    if verb == Verb.APPROVE:
        return user.pk not in {publication.created_by_id, publication.submitted_by_id}
    return True


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
