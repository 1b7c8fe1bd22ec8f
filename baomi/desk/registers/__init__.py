"""The kernel's own ledgers, declared here because declarations need the registers room above the organisation."""

from baomi.desk.registers import accounts, departments, staff

__all__ = ["accounts", "departments", "staff"]
