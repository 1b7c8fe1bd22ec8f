"""The rows of a past day as HTML: those of the list, leading only to records that the user may see today."""

from collections.abc import Sequence

from baomi.registers.declarations import Column, Register
from baomi.registers.rows import RowWriter


class PastRowWriter(RowWriter):
    """Writes rows as they stood. `linked` are the keys of the records that may be opened."""

    def __init__(self, register: Register, columns: list[Column], user, linked: set[int]):
        super().__init__(register, columns, user, ticks=False)
        self.linked = linked
        self.status_column = next((column for column in columns if column.kind == "status"), None)

    def url(self, record) -> str:
        return super().url(record) if record.pk in self.linked else ""

    def status(self, record) -> tuple[str, str] | None:
        """Only where it can be told: the register's own word for it may hang on an approval of today."""
        return self.status_column.raw(record) if self.status_column else None


def openable(register: Register, user, records: Sequence) -> set[int]:
    """The keys of those records that the user sees today."""
    keys = [record.pk for record in records]
    return set(register.visible(user).filter(pk__in=keys).order_by().values_list("pk", flat=True))
