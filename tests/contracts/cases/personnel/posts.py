from tests.contracts.cases.shape import Case, DeadlineCase, ProcedureCase

REGISTERS: dict[str, Case] = {}
PROCEDURES: dict[str, ProcedureCase] = {}
DEADLINES: dict[str, DeadlineCase] = {}
