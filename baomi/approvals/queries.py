"""Reads of approvals: who may sign what now, what waits for whom, who signed what."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation, StepState
from baomi.approvals.models import Approval, ApprovalStep, Delegation, Round, Signature
from baomi.core import clock
from baomi.organization import policy
from baomi.organization.choices import SeatRank
from baomi.organization.models import CommitteeSeat, Department, Grant, User
from baomi.organization.roles import ADMINISTRATORS, Role
from baomi.registers.declarations import registry


@dataclass(frozen=True)
class Standing:
    """In whose name a user may sign, and how far: his own roles, or those lent to him by a delegation."""

    user: User
    principal: User
    everywhere: frozenset[str] = frozenset()
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Role → the department subtrees it covers, as path prefixes."""
    lines: frozenset[str] = frozenset()

    @property
    def on_behalf_of(self) -> User | None:
        return None if self.principal.pk == self.user.pk else self.principal

    def condition(self) -> Q:
        """The open steps this standing lets the user sign: reach, minus one's own, minus what one has signed."""
        accounts = {self.user.pk, self.principal.pk}
        people = {user.staff_id for user in (self.user, self.principal) if user.staff_id}
        started = Round.objects.filter(approval=OuterRef("approval"), submitted_by__in=accounts)
        signed = Signature.objects.filter(
            Q(signer__in=accounts) | Q(on_behalf_of__in=accounts),
            approval=OuterRef("approval"),
            round=OuterRef("round"),
            phase=OuterRef("phase"),
        )
        one_s_own = Q(Exists(started)) | Q(approval__person__isnull=False, approval__person__in=people)
        judging = Q(phase=Phase.APPROVE) & ~Q(relation=Relation.OWN)
        return self.reach() & ~Q(Exists(signed)) & ~(judging & one_s_own)

    def reach(self) -> Q:
        """The steps of the roles held, whoever has signed already and whosever they are."""
        by_role = Q(relation__in=(Relation.UNIVERSITY, Relation.DEPARTMENT), role__in=sorted(self.everywhere))
        for role, paths in self.paths.items():
            for path in paths:
                by_role |= Q(relation=Relation.DEPARTMENT, role=role, department__path__startswith=path)
        if self.lines:
            by_role |= Q(relation=Relation.LINE, approval__business_line__in=sorted(self.lines))
        if self.on_behalf_of is None and self.user.staff_id:
            by_role |= Q(relation=Relation.OWN, approval__person=self.user.staff_id)
            by_role |= Q(relation=Relation.NAMED, person=self.user.staff_id)
        return by_role


def standings(user) -> list[Standing]:
    """The user's own standing first, then one per delegation in force. At most four queries, however many there are.

    What was lent to somebody who has become one of the three administrators since gives nothing (三员分立).
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    held = policy.held(user)
    everywhere = frozenset(str(role) for role in held.everywhere)
    paths = {str(role): subtrees for role, subtrees in held.paths.items()}
    own = Standing(user, user, everywhere, paths, held.lines)
    lent = list(delegations_in_force().filter(to_user=user).values_list("pk", flat=True))
    if not lent or held.roles & set(ADMINISTRATORS):
        return [own]
    return [own, *_borrowed(user, lent)]


def _borrowed(user, keys: list[int]) -> list[Standing]:
    """The standings lent to the user by these delegations."""
    lent = list(Delegation.objects.filter(pk__in=keys).select_related("from_user", "department"))
    principals = {item.from_user_id: item.from_user for item in lent}
    grants = _grants(principals)
    seats = _seats(principals.values())
    borrowed = (
        _lent_standing(user, item, grants.get(item.from_user_id, []), seats.get(item.from_user.staff_id, []))
        for item in lent
    )
    return [standing for standing in borrowed if standing]


def delegations_in_force(on: dt.date | None = None) -> models.QuerySet[Delegation]:
    """代签 begun, not over, not ended early, of people whose account is in use."""
    day = on or clock.today()
    return Delegation.objects.filter(
        starts__lte=day, ends__gte=day, ended_at__isnull=True, from_user__is_active=True
    )


def _grants(principals: Iterable[int]) -> dict[int, list[tuple[str, str | None]]]:
    found: dict[int, list] = {}
    rows = Grant.objects.in_force().filter(user__in=list(principals))
    for user_id, role, path in rows.values_list("user_id", "role", "department__path"):
        found.setdefault(user_id, []).append((role, path))
    return found


def _seats(users: Iterable[User]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list] = {}
    staff = [user.staff_id for user in users if user.staff_id]
    rows = CommitteeSeat.objects.in_term().committee().filter(staff__in=staff)
    for staff_id, rank, line in rows.values_list("staff_id", "rank", "business_line"):
        found.setdefault(staff_id, []).append((rank, line))
    return found


def _own_standing(user, grants, seats) -> Standing:
    everywhere = {role for role, path in grants if path is None} | _seat_roles(seats)
    paths: dict[str, tuple[str, ...]] = {}
    for role, path in grants:
        if path is not None:
            paths[role] = (*paths.get(role, ()), path)
    return Standing(user, user, frozenset(everywhere), paths, _lines(seats))


def _lent_standing(user, delegation, grants, seats) -> Standing | None:
    """What the principal holds today of the one role he lent, cut to the department he named."""
    role = delegation.role
    own = _own_standing(delegation.from_user, [item for item in grants if item[0] == role], seats)
    everywhere = own.everywhere & {role}
    paths = own.paths.get(role, ())
    if delegation.department_id:
        limit = delegation.department.path
        paths = (limit,) if everywhere else tuple(filter(None, (_narrower(path, limit) for path in paths)))
        everywhere = frozenset()
    lines = own.lines if role == Role.MEMBER else frozenset()
    if not (everywhere or paths or lines):
        return None
    return Standing(user, delegation.from_user, everywhere, {role: paths}, lines)


def _narrower(path: str, limit: str) -> str | None:
    if path.startswith(limit):
        return path
    return limit if limit.startswith(path) else None


def _seat_roles(seats) -> set[str]:
    roles = {str(Role.MEMBER) for _ in seats}
    return roles | {str(Role.CHAIR) for rank, _ in seats if rank == SeatRank.CHAIR}


def _lines(seats) -> frozenset[str]:
    return frozenset(line for _, line in seats if line)


def inbox(user) -> models.QuerySet[ApprovalStep]:
    """The open steps the user may sign now, the most urgent first; the same filter answers "may I sign this one"."""
    return (
        _open(standing.condition() for standing in standings(user))
        .select_related("approval__department", "approval__person", "approval__started_by__staff")
        .order_by("due_on", "opened_at", "pk")
    )


def inbox_count(user) -> int:
    """How many steps the inbox has. Asked by every page, and most people have none: the cheap question comes first."""
    held = standings(user)
    if not _open(standing.reach() for standing in held).exists():
        return 0
    return _open(standing.condition() for standing in held).count()


def _open(conditions: Iterable[Q]) -> models.QuerySet[ApprovalStep]:
    """The open steps under any of the conditions; none without one."""
    either = list(conditions)
    if not either:
        return ApprovalStep.objects.none()
    return ApprovalStep.objects.filter(reduce(or_, either), state=StepState.OPEN).order_by()


def standing_for(user, step: ApprovalStep) -> Standing | None:
    """The standing by which the user may sign the step now, his own before a lent one; None when he may not."""
    open_step = ApprovalStep.objects.filter(pk=step.pk, state=StepState.OPEN)
    return next((item for item in standings(user) if open_step.filter(item.condition()).exists()), None)


def step_to_sign(user, approval: Approval) -> ApprovalStep | None:
    """The open step of this approval that the user may sign now."""
    return inbox(user).filter(approval=approval).first()


def turn(user, record, slugs: Collection[str]) -> ApprovalStep | None:
    """The open step of the record's form, one of `slugs`, that the user may sign now, for himself or for another (代签)."""
    step = step_to_sign(user, record.approval) if record.approval_id else None
    return step if step and step.slug in slugs else None


def changed_since(approval: Approval, record, step: ApprovalStep | None = None) -> bool:
    """Whether somebody changed the record after it was handed in, the procedure's own writing left aside.

    What is filled in on the page of the step now being signed is part of that signature. Of a form handed in before
    versions were kept only the times are known.
    """
    if not approval.record_version:
        return record.updated_at is not None and record.updated_at > approval.started_at
    declared = procedures.get(approval.procedure).step(step.slug) if step else None
    own = declared is not None and declared.page is not None
    return approval.changed or (record.version != approval.record_version and not own)


def waiting_for(approval: Approval) -> list[User]:
    """The people who may sign an open step now, with those who sign for them: the receivers of its reminders."""
    people: dict[int, User] = {}
    for step in approval.steps.filter(round=approval.round, state=StepState.OPEN).order_by("pk"):
        people |= {user.pk: user for user in signers_of(step)}
    return list(people.values())


def signers_of(step: ApprovalStep) -> list[User]:
    """Who may sign this open step now."""
    holders = {user.pk for user in _holders(step)}
    delegates = (
        delegations_in_force().filter(role=step.role, from_user__in=holders).values_list("to_user", flat=True)
    )
    candidates = User.objects.filter(pk__in=holders | set(delegates), is_active=True).select_related("staff")
    return [user for user in candidates.order_by("pk") if standing_for(user, step)]


def _holders(step: ApprovalStep) -> models.QuerySet[User]:
    approval = step.approval
    if step.relation == Relation.OWN:
        return User.objects.filter(staff=approval.person_id, staff__isnull=False)
    if step.relation == Relation.NAMED:
        return User.objects.filter(staff=step.person_id, staff__isnull=False)
    if step.relation == Relation.LINE:
        seats = CommitteeSeat.objects.in_term().committee().filter(business_line=approval.business_line)
        return (
            User.objects.filter(staff__in=seats.values("staff"))
            if approval.business_line
            else User.objects.none()
        )
    department = step.department if step.relation == Relation.DEPARTMENT else None
    return policy.users_holding(Role(step.role), department)


def nobody_else(role: Role, department: Department, concerned: set[int]) -> bool:
    """Whether all who hold the role for the department are among those concerned (ids of staff).

    For conditions of steps: then somebody above signs in their place. False when nobody holds the role at all: that
    step waits, and says that it does.
    """
    holders = set(policy.users_holding(role, department).values_list("staff_id", flat=True))
    return bool(holders) and holders <= concerned


def may_see(user, approval: Approval) -> bool:
    """Whoever sees the record, whoever signed, whoever may sign now, a delegate included; and the people of a
    department that the form was put before, once its step has come up, whichever of them signs it.
    """
    register = registry.by_name(approval.register)
    if register.visible(user).filter(pk=approval.record_pk).exists():
        return True
    if approval.signatures.filter(signer=user).exists() or inbox(user).filter(approval=approval).exists():
        return True
    put_before = approval.steps.filter(state__in=(StepState.OPEN, StepState.DONE))
    return any(put_before.filter(own.reach()).exists() for own in standings(user)[:1])


def judgements(approval: Approval) -> dict[str, str]:
    """What the signers of this round have judged where the books cannot: label of the check → met or not_met."""
    found: dict[str, str] = {}
    for judged in (
        approval.signatures.filter(round=approval.round).order_by("pk").values_list("judgements", flat=True)
    ):
        found |= judged
    return found


def open_steps_due(until: dt.date) -> models.QuerySet[ApprovalStep]:
    """Open steps whose time runs out on or before the day, for the reminders."""
    return (
        ApprovalStep.objects.filter(state=StepState.OPEN, due_on__lte=until)
        .select_related("approval__department", "approval__person", "department")
        .order_by("due_on", "pk")
    )


def record_of(approval: Approval) -> models.Model:
    """The row the approval is about, as it is now."""
    return registry.by_name(approval.register).queryset().get(pk=approval.record_pk)
