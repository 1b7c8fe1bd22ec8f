"""What a procedure is: the signatures an application needs, in which order, and what they set in motion."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baomi.approvals.choices import PHASES, Decision, Phase, Relation, Result
from baomi.core.decisions import Allowed, Denied
from baomi.core.levels import SecrecyLevel
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role

Condition = Callable[[Any], bool]
DepartmentOf = Callable[[Any], Department | None]
PersonOf = Callable[[Any], Staff | None]
Effect = Callable[..., None]


@dataclass(frozen=True)
class StepPage:
    """A page of the record on which a step is agreed to, as it asks more than words: its button, and the end of its address."""

    label: str
    tail: str


PageOf = Callable[[Any], StepPage | None]


@dataclass(frozen=True)
class Step:
    """One signature line of the form.

    `slug` names the step for good; `label` is printed. `relation`: the signer's grant covers the record's
    department, or the whole university, or he is the committee member answering for the department's business
    line, or he is the person the record is about (then `role` is only the line by which he sees the record), or the
    one the record names for this step, who reads the form from when it reaches him (then `role` says what he is).
    `department(record)` is for a step that another department signs than the record's (the unit a person moves to,
    the unit a key place belongs to), `person(record)` gives the one named (a receiver, an escort); both are asked when
    the form is handed in, None from them refuses the handing-in.
    `order`: steps of the same phase and order run side by side. `signers` is the number of different people.
    `condition(record)` leaves the step out when false, asked when the form is handed in. A step `by_law` cannot be
    dropped or weakened by the office. `workdays` is the time it may take (None = the parameter
    `approvals.step_workdays`). A step that `judges` must answer every condition the books leave to a person.
    `needs_seal` prints the place of the official seal. `page(record)` names the page on which this step is agreed to,
    where it has one; then no other button offers the agreement, and the signing page leads there.
    """

    slug: str
    label: str
    role: Role
    relation: Relation = Relation.UNIVERSITY
    order: int = 1
    signers: int = 1
    phase: Phase = Phase.APPROVE
    condition: Condition | None = None
    by_law: bool = False
    workdays: int | None = None
    judges: bool = False
    needs_seal: bool = False
    department: DepartmentOf | None = None
    person: PersonOf | None = None
    page: PageOf | None = None

    def __post_init__(self):
        if self.department and self.relation != Relation.DEPARTMENT:
            raise ValueError(f"step {self.slug} names a department and is not signed by one")
        if bool(self.person) != (self.relation == Relation.NAMED):
            raise ValueError(
                f"step {self.slug}: a person is named for steps of the relation named, and for no other"
            )


@dataclass(frozen=True)
class Check:
    """A condition, what the books say about it, the record it was computed from, and the paragraph."""

    label: str
    result: Result
    evidence: str = ""
    evidence_url: str = ""
    clause: str = ""
    options: tuple[str, str] = ("满足", "未满足")
    """The words for yes and no when a person judges."""


def level_at_least(level: SecrecyLevel, attribute: str = "level") -> Condition:
    """A step's condition: the record's level is `level` or higher."""

    def condition(record) -> bool:
        return SecrecyLevel(getattr(record, attribute)).rank >= level.rank

    return condition


@dataclass(frozen=True)
class Procedure:
    """A route of steps for the records of one register ("app.slug").

    `effects` maps a phase to fn(by, record, approval), run in the transaction of the signature that completes the
    phase; a Refusal from it undoes that signature. `paper`: the approving phase takes effect only when the scan or
    the archive number of the wet-signed form is recorded by one of `paper_roles`. `ready(record)` says whether the
    record may be handed in at all; `checks(record)` gives the conditions shown beside the form. `on_signed` maps
    the slug of a step to what happens when it has all its signatures, before the next step opens. The callbacks
    on_… are called as fn(by, record, approval) in the same transaction, with the record as it is at that moment.
    `decisions` are what an approver may choose: a report that is owed is returned, never refused.
    """

    code: str
    label: str
    register: str
    steps: Sequence[Step]
    effects: Mapping[Phase, Effect] = field(default_factory=dict)
    checks: Callable[[Any], Sequence[Check]] | None = None
    ready: Callable[[Any], Allowed | Denied] | None = None
    paper: bool = False
    paper_roles: tuple[Role, ...] = (Role.OFFICE,)
    decisions: tuple[Decision, ...] = tuple(Decision)
    submit_label: str = "送审"
    on_submitted: Effect | None = None
    on_signed: Mapping[str, Effect] = field(default_factory=dict)
    on_returned: Effect | None = None
    on_refused: Effect | None = None
    on_withdrawn: Effect | None = None

    def __post_init__(self):
        slugs = [step.slug for step in self.steps]
        if len(set(slugs)) != len(slugs):
            raise ValueError(f"procedure {self.code} has two steps of one slug")
        if not any(step.phase == Phase.APPROVE for step in self.steps):
            raise ValueError(f"procedure {self.code} has no approving step")

    def step(self, slug: str) -> Step | None:
        """The declared step; None for one the office has added."""
        return next((step for step in self.steps if step.slug == slug), None)


def in_order(steps: Sequence) -> list:
    """Steps (declared or of a route) by phase and order; the order of writing decides the rest."""
    return sorted(steps, key=lambda step: (PHASES.index(Phase(step.phase)), step.order))
