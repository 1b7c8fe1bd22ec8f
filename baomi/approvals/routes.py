"""The route in force: the declared steps, or what the office has made of them."""

from dataclasses import dataclass

from baomi.approvals import procedures
from baomi.approvals.choices import Phase, Relation
from baomi.approvals.declarations import DepartmentOf, PersonOf, Procedure, Step, StepPage, in_order
from baomi.approvals.models import ApprovalStep, Route
from baomi.organization import parameters
from baomi.organization.roles import DEPARTMENT_ROLES, Role


@dataclass(frozen=True)
class Leg:
    """A step of the route in force. `declared` is the step in code, None for one the office has added."""

    slug: str
    label: str
    role: Role
    relation: Relation
    phase: Phase
    order: int
    signers: int
    workdays: int
    declared: Step | None = None

    @property
    def by_law(self) -> bool:
        return bool(self.declared and self.declared.by_law)

    @property
    def judges(self) -> bool:
        return bool(self.declared and self.declared.judges)

    @property
    def department(self) -> DepartmentOf | None:
        """Which department signs, when it is not the record's; a step the office gave to another kind of role has none."""
        if self.declared is None or self.relation != Relation.DEPARTMENT:
            return None
        return self.declared.department

    @property
    def person(self) -> PersonOf | None:
        """Who is named to sign; none for a step the office gave to a role."""
        if self.declared is None or self.relation != Relation.NAMED:
            return None
        return self.declared.person

    def applies(self, record) -> bool:
        """Whether the record's form needs this signature; an added step always does."""
        return self.declared is None or self.declared.condition is None or self.declared.condition(record)

    def as_data(self) -> dict:
        """How a Route row keeps it."""
        return {
            "slug": self.slug,
            "label": self.label,
            "role": str(self.role),
            "relation": str(self.relation),
            "phase": str(self.phase),
            "order": self.order,
            "signers": self.signers,
            "workdays": self.workdays,
        }


def in_force(procedure: Procedure) -> list[Leg]:
    """The steps a form handed in today would get, in order, conditions not yet asked."""
    row = Route.objects.filter(procedure=procedure.code).first()
    return legs_of(procedure, row.steps) if row else declared(procedure)


def declared(procedure: Procedure) -> list[Leg]:
    """The route as the procedure was delivered."""
    usual = parameters.value("approvals.step_workdays")
    legs = [
        Leg(
            slug=step.slug,
            label=step.label,
            role=Role(step.role),
            relation=Relation(step.relation),
            phase=Phase(step.phase),
            order=step.order,
            signers=step.signers,
            workdays=step.workdays or usual,
            declared=step,
        )
        for step in procedure.steps
    ]
    return in_order(legs)


def legs_of(procedure: Procedure, data: list[dict]) -> list[Leg]:
    """The legs that a Route row (or the editor's form) describes."""
    legs = [
        Leg(
            slug=item["slug"],
            label=item["label"],
            role=Role(item["role"]),
            relation=Relation(item["relation"]),
            phase=Phase(item["phase"]),
            order=item["order"],
            signers=item["signers"],
            workdays=item["workdays"],
            declared=procedure.step(item["slug"]),
        )
        for item in data
    ]
    return in_order(legs)


def relation_of(role: Role) -> Relation:
    """How the signer of an added step stands to the record: roles of a department sign for theirs."""
    return Relation.DEPARTMENT if role in DEPARTMENT_ROLES else Relation.UNIVERSITY


def page_of(step: ApprovalStep, record) -> StepPage | None:
    """The page on which this step is agreed to now; none where the office has given the step to another role."""
    declared = procedure_of(step.approval).step(step.slug)
    if declared is None or declared.page is None or declared.role != step.role:
        return None
    return declared.page(record)


def procedure_of(approval):
    """The declaration behind a running approval. Raises LookupError when it is gone from the code."""
    return procedures.get(approval.procedure)
