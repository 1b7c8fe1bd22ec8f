"""A dossier as read-only cells and tables, for the person himself and for whoever reads it with a reason."""

from personnel.models import Vetting
from personnel.registers.vetting import ENCRYPTED
from personnel.rules import dossier


def shown_cells(vetting: Vetting) -> list[dict]:
    """The encrypted cells of the form in the clear."""
    return [
        {"label": str(Vetting._meta.get_field(name).verbose_name), "value": getattr(vetting, name)}
        for name in ENCRYPTED
    ]


def shown_tables(vetting: Vetting) -> list[dict]:
    """The tables with every row in the clear."""
    rows = dossier.read(vetting)
    return [
        {
            "label": table.label,
            "heads": [column.label for column in table.columns],
            "rows": [[row.get(column.name, "") for column in table.columns] for row in rows[table.name]],
        }
        for table in dossier.tables_of(vetting)
    ]


def counted_tables(vetting: Vetting) -> list[dict]:
    """How many rows each table has, for those who see the form masked."""
    rows = dossier.read(vetting)
    return [{"label": table.label, "count": len(rows[table.name])} for table in dossier.tables_of(vetting)]
