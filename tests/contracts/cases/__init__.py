"""One case per register: how to make a record, who works it, what its form takes, what it costs, what it prints.

A register without a case stops the session before the first test: what is declared is tested on the day it is
born. The same holds for procedures and deadlines.
"""

from baomi.approvals import procedures
from baomi.printing import forms
from baomi.registers.declarations import Register, registry
from baomi.reminders import deadlines
from tests.contracts.cases import awards, organization, personnel, reviews
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase

CASES: dict[str, Case] = organization.REGISTERS | personnel.REGISTERS | reviews.REGISTERS | awards.REGISTERS
PROCEDURES: dict[str, ProcedureCase] = personnel.PROCEDURES | reviews.PROCEDURES | awards.PROCEDURES
DEADLINES: dict[str, DeadlineCase] = awards.DEADLINES | personnel.DEADLINES | reviews.DEADLINES


def register_of(name: str) -> Register:
    return registry.by_name(name)


def forms_of(name: str) -> list[forms.PrintForm]:
    register = register_of(name)
    return forms.of_register(register.app, register.slug)


def problems() -> list[str]:
    """What is declared without a case, and the cases of what is no longer declared; in sentences."""
    declared = {register.name: register for register in registry.all()}
    found = [
        f"register {name} has no case in tests/contracts/cases" for name in declared.keys() - CASES.keys()
    ]
    found += [f"case {name} is of no declared register" for name in CASES.keys() - declared.keys()]
    for name in declared.keys() & CASES.keys():
        found += _gaps(declared[name], CASES[name])
    for kind, names, given in (
        ("procedure", {procedure.code for procedure in procedures.all()}, PROCEDURES.keys()),
        ("deadline", {deadline.key for deadline in deadlines.every()}, DEADLINES.keys()),
    ):
        found += [f"{kind} {name} has no case in tests/contracts/cases" for name in names - given]
        found += [f"case {name} is of no declared {kind}" for name in given - names]
    return sorted(found)


def _gaps(register: Register, case: Case) -> list[str]:
    """What a case must give because its register offers it."""
    wanted = {
        "payload": bool(register.form_fields and register.permissions.get("add")),
        "change": bool(register.form_fields and register.permissions.get("change")),
        "broken": bool(register.form_fields and register.permissions.get("import")),
    }
    return [
        f"case {register.name} does not say {name}"
        for name, needed in wanted.items()
        if needed and getattr(case, name) is None
    ]
