"""What an upload keeps for its pages: the table as found, each row's outcome, problems with the repairs on offer.

Personal data stands behind its mask: the preview lies in the database in the clear.
"""

import re
from collections.abc import Mapping
from typing import Any

from baomi.core.errors import Refusal
from baomi.registers.declarations import Register
from baomi.registers.sheets.cleaning import shown
from baomi.registers.sheets.finding import Found
from baomi.registers.sheets.mapping import Proposal
from baomi.registers.sheets.reader import Book, Table, column_letters
from baomi.registers.sheets.repairs import Offers
from baomi.registers.sheets.staging import Staging

SAMPLES = 3
SAMPLE_LENGTH = 24
ODD_ROWS = 200
PRIVATE = re.compile(r"(?<!\d)(\d{3})\d{4,}([\dXx]{4})(?!\d)")
"""Mobile and identity numbers, wherever they stand."""


def preview(
    register: Register, user, table: Table, mapping: Mapping[str, str], from_1904: bool = False
) -> dict[str, Any]:
    """The staging as the upload keeps it: texts, changes and seals, personal data behind its mask."""
    frame = {
        "sheet": table.sheet,
        "heading_line": table.heading_line,
        "headings": table.headings,
        "letters": table.letters,
        "hidden": table.hidden,
        "total": len(table.rows),
    }
    try:
        staging = Staging(register, user, table, mapping)
    except Refusal as refusal:
        return {**frame, "refusal": str(refusal), "columns": [], "rows": [], "problems": [], "counts": {}}
    return {
        **frame,
        "refusal": "",
        "columns": [{"name": use.target.name, "label": use.target.label} for use in staging.used],
        "rows": [
            {
                "line": plan.line,
                "result": plan.result,
                "texts": plan.texts,
                "changes": {name: list(pair) for name, pair in plan.changes.items()},
                "wrong": [problem.name for problem in plan.problems],
                "seal": plan.seal(),
            }
            for plan in staging.rows
        ],
        "problems": _problems(register, staging, table, from_1904),
        "counts": staging.counts(),
    }


def _problems(register: Register, staging: Staging, table: Table, from_1904: bool) -> list[dict]:
    """Each thing to mend where it was written: a department over many rows once, at its own row."""
    offers = Offers(register, staging.form, staging.targets, from_1904=from_1904)
    columns = {use.letter: use.index for use in staging.used}
    rows = {row.line: row.cells for row in table.rows}
    found: list[dict] = []
    said: set[tuple] = set()
    for problem in map(vars, staging.problems):
        column = columns.get(problem["letter"])
        offer = None if column is None else offers.of(problem["name"], rows[problem["line"]][column])
        place = (problem["line"], problem["letter"])
        if column is not None and column == len(table.letters) - 1 and problem["line"] in table.groups:
            place = table.groups[problem["line"]]
            if (*place, problem["problem"]) in said:
                continue
            said.add((*place, problem["problem"]))
        found.append(
            {
                **problem,
                "line": place[0],
                "letter": place[1],
                "repair": {"kind": offer.kind, "old": offer.old, "new": offer.new, "label": offer.label}
                if offer
                else None,
            }
        )
    return found


def seen(book: Book, found: Found, proposal: Proposal) -> dict[str, Any]:
    """The table as found, for the page where it is checked: sheets, heading, columns with samples, odd rows."""
    table, grid = found.table, book.whole
    return {
        "sheets": [sheet.name for sheet in book.sheets if sheet.rows],
        "hidden_sheets": book.hidden,
        "head": list(found.head),
        "above": [[line, covered(text)] for line, text in found.above],
        "odd": [[row.line, row.kind, covered(row.text), row.doubtful] for row in found.odd[:ODD_ROWS]],
        "odd_left": max(0, len(found.odd) - ODD_ROWS),
        "unnamed": found.unnamed,
        "doubts": proposal.doubts,
        "samples": [_samples(table, index) for index in range(len(table.headings))],
        "hidden_columns": [column_letters(number) for number in grid.hidden_columns],
        "formulas": grid.formulas,
        "lines": [table.rows[0].line, table.rows[-1].line],
    }


def _samples(table: Table, index: int) -> list[str]:
    """The first different values of a column."""
    texts: dict[str, None] = {}
    for row in table.rows[:50]:
        if row.cells[index] != "":
            texts.setdefault(covered(" ".join(shown(row.cells[index]).split()))[:SAMPLE_LENGTH])
        if len(texts) == SAMPLES:
            break
    return list(texts)


def covered(text: str) -> str:
    """The text with mobile and identity numbers masked."""
    return PRIVATE.sub(r"\1****\2", text)
