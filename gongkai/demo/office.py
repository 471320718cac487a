"""The office of the demonstration: township, units, villages, people, and what it does with the catalog."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import get_hasher, make_password
from django.utils import timezone

from catalog.actions import townships
from catalog.actions.limits import derive_limits
from catalog.law.roles import Role
from catalog.law.vocabulary import Level, UnitKind
from catalog.models import Adoption, AdoptionStatus, Membership, Node, Township, Unit, User
from gongkai.demo.duties import CHECKED, NOT_INVOLVED, WORDED, unit_for
from gongkai.demo.places import HOURS, OFFICIALS, VILLAGE_PHONES, UnitFacts, VillageFacts
from gongkai.service import logins
from villages.models import Village


@dataclass(frozen=True)
class Person:
    """One member of staff: where and in which role."""

    username: str
    name: str
    title: str
    role: Role
    unit: str = ""  # short name; empty: the whole township


QUICK_ITERATIONS = 20_000

STAFF = (
    Person("bianji", "许见青", "党政综合办干事", Role.EDITOR),
    Person("bianji-shehui", "陆小蘋", "社会事务办干事", Role.EDITOR, "社会事务办"),
    Person("bianji-caizheng", "冯素履", "财政所会计", Role.EDITOR, "财政所"),
    Person("shenhe", "江若谷", "党政综合办主任", Role.SECTION_HEAD),
    Person("fenguan", OFFICIALS["党委委员（综合）"], "党委委员", Role.DEPUTY),
    Person("qianfa", OFFICIALS["镇长"], "镇长", Role.SIGNER),
    Person("baomi", "傅缄之", "保密员", Role.SECRECY),
    Person("shenqing", "苗可询", "依申请公开经办人", Role.REQUEST_OFFICER),
    Person("fazhi", "石敬亭", "平安法治办主任", Role.LEGAL),
    Person("zhuren", "祝明川", "政务公开办主任", Role.OFFICE_HEAD),
    Person("cunwu", "余晓禾", "上坪村村务公开员", Role.VILLAGE_CLERK, "上坪村"),
    Person("cunwu-zhuyuan", "管溪月", "竹园村村务公开员", Role.VILLAGE_CLERK, "竹园村"),
    Person("jiandu", "余长庚", "上坪村村务监督委员会主任", Role.VILLAGE_SUPERVISOR, "上坪村"),
    Person("ducha", "严秉衡", "督查员", Role.SUPERVISOR),
    Person("guanli", "路云帆", "系统管理员", Role.ADMIN),
)


@dataclass
class Office:
    """What the records of one township hang on."""

    township: Township
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    passwords: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    suffix: str = ""

    def user(self, name: str) -> User:
        return self.users[name + self.suffix]

    def has(self, name: str) -> bool:
        return name + self.suffix in self.users


def moment(d: date, hour: int = 9, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(d, time(hour, minute)))


def found_office(
    profile: dict[str, str],
    units: tuple[UnitFacts, ...],
    villages: tuple[VillageFacts, ...],
    staff: tuple[Person, ...],
    *,
    started_on: date,
    suffix: str = "",
) -> Office:
    """Township, units, villages and staff, in that order."""
    township = townships.found(**profile, started_on=started_on, is_demo=True)  # type: ignore[arg-type]
    root = township.unit
    Unit.objects.filter(pk=root.pk).update(
        duties="落实国家政策，促进乡村发展，加强公共管理，搞好公共服务，维护公共安全。",
        leader=OFFICIALS["镇长"] if not suffix else "",
        phone=profile.get("phone", ""),
        address=profile.get("address", ""),
        hours=HOURS,
    )
    office = Office(township, {"": root}, suffix=suffix)
    for facts in units:
        office.units[facts.name] = _unit(office, facts)
    for village in villages:
        office.units[village.name] = _village(office, village)
    _staff(office, staff, moment(started_on))
    return office


def standing(prefix: str) -> Office:
    """The office of a demonstration that was loaded before.

    Raises:
        Township.DoesNotExist: none of this prefix, or a real one.
    """
    township = Township.objects.select_related("unit").get(prefix=prefix, is_demo=True)
    units = {unit.short_name: unit for unit in township.unit.get_descendants()}
    people = User.objects.filter(memberships__unit__tree_id=township.unit.tree_id).distinct()
    return Office(township, {"": township.unit, **units}, {user.username: user for user in people})


def _unit(office: Office, facts: UnitFacts) -> Unit:
    root = Unit.objects.get(pk=office.township.unit_id)  # reread: the tree's bounds have moved
    return Unit.objects.create(
        parent=root,
        kind=facts.kind,
        name=facts.full_name or facts.name,
        short_name=facts.name,
        duties=facts.duties,
        leader=facts.leader,
        leader_in_charge=facts.in_charge,
        phone=facts.phone,
        address=facts.address,
        hours=HOURS,
    )


def _village(office: Office, facts: VillageFacts) -> Unit:
    kind = "村民" if facts.arable else "居民"
    unit = Unit.objects.create(
        parent=Unit.objects.get(pk=office.township.unit_id),
        kind=UnitKind.VILLAGE,
        name=f"{facts.name}{kind}委员会",
        short_name=facts.name,
        duties=f"办理{facts.name}的公共事务和公益事业，组织{kind}自治，公开村务和财务，协助镇人民政府开展工作。",
        leader=facts.leader,
        leader_in_charge=OFFICIALS["副镇长（社会事务）"],
        phone=VILLAGE_PHONES.get(facts.name, "0000-8880199"),
        address=f"{office.township.short_name}{facts.name}党群服务中心",
        hours="工作日 8:30—11:30，14:30—17:00；周末有人值班",
    )
    Village.objects.create(
        unit=unit,
        households=facts.households,
        residents=facts.residents,
        groups=facts.groups,
        introduction=facts.introduction,
    )
    return unit


def _staff(office: Office, staff: tuple[Person, ...], at: datetime) -> None:
    """Accounts with random passwords; kept by `keep_logins` once everything else is in."""
    for person in staff:
        username, password = person.username + office.suffix, logins.random_password()
        user = User.objects.create(
            username=username,
            password=_quick_hash(password),
            name=person.name,
            title=person.title,
            must_change_password=False,
        )
        Membership.objects.create(
            user=user, unit=office.units[person.unit], role=person.role, starts_on=timezone.localdate(at)
        )
        office.users[username] = user
        office.passwords[username] = (person.role.label, person.name, password)
    User.objects.filter(pk__in=[user.pk for user in office.users.values()]).update(joined_at=at)


def _quick_hash(password: str) -> str:
    """A random password of 59 bits needs no slow hash; the first log-in replaces it by the site's own."""
    try:
        hasher = get_hasher("pbkdf2_sha256")
    except ValueError:  # not among the configured ones
        return make_password(password)
    return hasher.encode(password, hasher.salt(), iterations=QUICK_ITERATIONS)  # type: ignore[call-arg]


def keep_logins(office: Office) -> None:
    """Write the first log-ins to the data folder, beside those there are."""
    logins.write({**logins.read(), **office.passwords})


def adopt_catalog(office: Office, *, today: date) -> None:
    """Every township row in force: who answers for it, what is not involved, what was checked or worded anew."""
    township, root = office.township, office.township.unit
    checked_on = today - timedelta(days=200)
    made = []
    for node in Node.objects.of_township(township).items().in_force(today).order_by("tree_id", "lft"):
        if Level.TOWNSHIP not in node.levels:
            continue
        row = Adoption(holder=root, township=township, node=node)
        row.unit = office.units.get(unit_for(node.key)) or office.units.get("党政综合办") or root
        reason = NOT_INVOLVED.get(node.key) or NOT_INVOLVED.get(node.key[:3])
        if reason:
            row.status, row.reason = AdoptionStatus.NOT_INVOLVED, reason
        if node.key in CHECKED:
            row.checked_on, row.checked_by, row.check_source = (
                checked_on,
                office.user("guanli"),
                CHECKED[node.key],
            )
        for name, words in WORDED.get(node.key, {}).items():
            setattr(row, name, words)
        made.append(row)
    Adoption.objects.bulk_create(made, batch_size=500)
    derive_limits([row for row in made if row.limit_text])
