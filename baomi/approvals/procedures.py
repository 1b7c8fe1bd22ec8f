"""Every declared procedure by its code. Domains add theirs in their own `procedures.py`."""

from baomi.approvals.declarations import Procedure

_procedures: dict[str, Procedure] = {}


def add(procedure: Procedure) -> Procedure:
    """Declare a procedure. Raises ValueError for a second one of the code."""
    if procedure.code in _procedures:
        raise ValueError(f"procedure {procedure.code} is declared twice")
    _procedures[procedure.code] = procedure
    return procedure


def get(code: str) -> Procedure:
    """Raises LookupError for a procedure nobody declared."""
    return _procedures[code]


def all() -> list[Procedure]:
    """In the order of declaration."""
    return list(_procedures.values())


def of_register(name: str) -> list[Procedure]:
    """The procedures for the records of a register."""
    return [procedure for procedure in _procedures.values() if procedure.register == name]
