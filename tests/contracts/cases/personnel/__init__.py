"""Cleared people, by subject."""

from collections import ChainMap

from tests.contracts.cases.personnel import (
    allowances,
    changes,
    cooling,
    documents,
    handovers,
    leaving,
    papers,
    people,
    places,
    posts,
    projects,
    reports,
    takeovers,
    training,
    travel,
    vetting,
    visits,
)
from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase

SUBJECTS = (
    allowances,
    changes,
    cooling,
    documents,
    handovers,
    leaving,
    papers,
    people,
    places,
    posts,
    projects,
    reports,
    takeovers,
    training,
    travel,
    vetting,
    visits,
)

REGISTERS: dict[str, Case] = dict(ChainMap(*(subject.REGISTERS for subject in SUBJECTS)))
PROCEDURES: dict[str, ProcedureCase] = dict(ChainMap(*(subject.PROCEDURES for subject in SUBJECTS)))
DEADLINES: dict[str, DeadlineCase] = dict(ChainMap(*(subject.DEADLINES for subject in SUBJECTS)))
