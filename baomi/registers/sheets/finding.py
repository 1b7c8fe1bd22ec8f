"""Where the table stands in a sheet as an office keeps it: under a title and a line of unit and date, its heading
over one to three rows, departments as rows of their own, totals and remarks below.

Pure: rows in, a table out. What the user corrected (heading rows, what a row is) goes before what is found.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.forms import BaseForm, ModelChoiceField

from baomi.organization.models import Department
from baomi.registers.sheets.kinds import Kind, RowKinds, compact, group_name, is_example, unit_of
from baomi.registers.sheets.mapping import (
    DEPARTMENT,
    GROUP_HEADING,
    JOINED,
    UNIT_HEADING,
    Headings,
    Target,
    normalise,
)
from baomi.registers.sheets.reader import Book, Grid, SheetRow, Table, column_letters

LOOKED_AT = 60
DEEPEST = 3
"""A heading has at most so many rows."""
GROUP_LETTER = "分组行"
UNIT_LETTER = "表头上方"
SAMPLE_TEXT = 60
FORMER = re.compile(r"[、，,;；\s]+")


@dataclass(frozen=True)
class Words:
    """What a register calls things: its headings, and which names are departments (None: it keeps none)."""

    headings: Headings
    is_department: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class OddRow:
    """A row that is not plain data: its line, what it was taken for, its words, and whether it needs a look."""

    line: int
    kind: Kind
    text: str
    doubtful: bool = False


@dataclass(frozen=True)
class Found:
    """The table, and what was made of the rows around it."""

    table: Table
    head: tuple[int, int]
    hits: int
    """Headings that mean a field of the register."""
    above: list[tuple[int, str]] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    """Letters of columns with content under no heading."""


def words(form: BaseForm, known: Iterable[Target]) -> Words:
    """What to look for when somebody brings in a sheet for the register: a query for the departments he may name."""
    field = form.fields.get(DEPARTMENT)
    if not isinstance(field, ModelChoiceField) or field.queryset.model is not Department:
        return Words(Headings(known))
    return words_among(field.queryset, known)


def words_among(departments: QuerySet[Department], known: Iterable[Target]) -> Words:
    """What to look for, where rows of their own may name these departments: a query for their names."""
    names = {
        compact(name)
        for row in departments.values_list("name", "short_name", "former_names")
        for name in (row[0], row[1], *FORMER.split(row[2]))
        if name
    }
    return Words(Headings(known), names.__contains__)


def choose_sheet(book: Book, words: Words) -> str:
    """The name of the sheet whose heading means most to the register; the first with content in case of doubt."""
    best = max(book.sheets, key=lambda grid: (_best_row(grid, words)[1], grid.whole))
    return best.name


def find(
    grid: Grid,
    words: Words,
    *,
    head: tuple[int, int] | None = None,
    kinds: Mapping[int, str] | None = None,
    hidden: bool = True,
) -> Found:
    """The table of the sheet. `head` and `kinds` are the user's corrections; without `hidden`, hidden rows stay out."""
    first, last = head or _heading_rows(grid, words)
    parts = _heading_parts(grid, first, last)
    body = [row for row in grid.rows if row.line > last]
    labels, unnamed = _labels(parts, body)
    judge = RowKinds(
        [JOINED.join(part) for part in parts], _keys(labels, words), is_department=words.is_department
    )
    found = judge.kinds(body) | {line: Kind(kind) for line, kind in (kinds or {}).items()}
    data = [row for row in body if found.get(row.line) is Kind.DATA]
    if not hidden:
        out_of_sight = set(grid.hidden_rows)
        data = [row for row in data if row.line not in out_of_sight]
    above = [row for row in grid.rows if row.line < first]
    return Found(
        table=_table(grid, last, labels, data, _groups(body, found, above, words)),
        head=(first, last),
        hits=sum(words.headings.match(label) is not None for label in labels),
        above=[(row.line, _said(row)) for row in above],
        odd=[
            OddRow(row.line, kind, _said(row), kind is Kind.DATA and row.line not in (kinds or {}))
            for row in body
            if (kind := found.get(row.line))
            and (kind is not Kind.DATA or judge.thin(row) or row.line in (kinds or {}))
        ],
        unnamed=unnamed,
    )


# the heading


def _best_row(grid: Grid, words: Words) -> tuple[int, int]:
    """(line, number of fields named in it) of the row that looks most like a heading; the first of equals."""
    best, most = 0, 0
    for row in grid.rows[:LOOKED_AT]:
        named = {
            found[1] for cell in row.cells if isinstance(cell, str) and (found := words.headings.match(cell))
        }
        if len(named) > most:
            best, most = row.line, len(named)
    return best, most


def _heading_rows(grid: Grid, words: Words) -> tuple[int, int]:
    """First and last line of the heading. A sheet without a word the register knows begins at its widest early row."""
    line, hits = _best_row(grid, words)
    if not hits:
        early = grid.rows[:LOOKED_AT]
        line = next((row.line for row in early if sum(cell != "" for cell in row.cells) > 1), early[0].line)
    lines = {row.line: row for row in grid.rows[: LOOKED_AT + DEEPEST]}
    first = last = line
    while (
        last - first + 1 < DEEPEST and first - 1 in lines and _is_over(grid, lines[first - 1], lines[first])
    ):
        first -= 1
    while (
        last - first + 1 < DEEPEST
        and last + 1 in lines
        and _is_under(grid, lines[last], lines[last + 1], words)
    ):
        last += 1
    return first, last


def _is_over(grid: Grid, upper: SheetRow, lower: SheetRow) -> bool:
    """Whether `upper` groups the headings of `lower`: merged over some of them, or merged down into it."""
    texts = [cell for cell in upper.cells if cell != ""]
    if not all(_is_heading_text(cell) for cell in texts):
        return False
    width = sum(cell != "" for cell in lower.cells)
    reaches = [
        right - left + 1
        for top, left, bottom, right in grid.merges
        if top <= upper.line <= bottom < lower.line and right > left
    ]
    if len(texts) == 1:
        return any(2 * reach <= width for reach in reaches)
    down = any(top <= upper.line and bottom >= lower.line for top, _, bottom, _ in grid.merges)
    return down or len(texts) < width or any(reach < width for reach in reaches)


def _is_under(grid: Grid, upper: SheetRow, lower: SheetRow, words: Words) -> bool:
    """Whether `lower` holds sub-headings of `upper`: under a merged or open heading, words alone, no data beside them."""
    down = {left for top, left, bottom, _ in grid.merges if top <= upper.line and bottom >= lower.line}
    own = [index for index, cell in enumerate(lower.cells) if cell != "" and index + 1 not in down]
    if not own or not all(_is_heading_text(lower.cells[index]) for index in own):
        return False
    if words.is_department and any(words.is_department(group_name(lower.cells[index])) for index in own):
        return False
    spans = _spans(grid, upper)
    return bool(down and spans & set(own)) or all(index in spans for index in own)


def _spans(grid: Grid, row: SheetRow) -> set[int]:
    """Columns under a heading that reaches over more than one: merged across, or with an empty cell to its right."""
    found: set[int] = set()
    for top, left, bottom, right in grid.merges:
        if top <= row.line <= bottom and right > left:
            found.update(range(left - 1, right))
    for index, cell in enumerate(row.cells[:-1]):
        if cell != "" and row.cells[index + 1] == "":
            found.update((index, index + 1))
    return found


def _is_heading_text(cell: object) -> bool:
    """Short words: no line of unit and date, no value."""
    if not isinstance(cell, str):
        return False
    text = compact(cell)
    return len(text) <= 20 and ":" not in text and not any(letter.isdigit() for letter in text)


def _heading_parts(grid: Grid, first: int, last: int) -> list[list[str]]:
    """The words over each column from top to bottom; what is merged or left open to the right reaches over."""
    rows = [row for row in grid.rows if first <= row.line <= last]
    width = max((len(row.cells) for row in rows), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        texts = [" ".join(_heading_text(cell).split()) for cell in row.cells] + [""] * (
            width - len(row.cells)
        )
        if row.line != last:
            texts = _carried(texts, grid, row.line, [parts[index] for index in range(width)])
        for part, text in zip(parts, texts, strict=True):
            if text and text not in part:
                part.append(text)
    return parts


def _carried(texts: list[str], grid: Grid, line: int, above: list[list[str]]) -> list[str]:
    """Group headings over the columns they span: merged ranges, or empty cells up to the next heading."""
    merged = {
        index: left - 1
        for top, left, bottom, right in grid.merges
        if top <= line <= bottom
        for index in range(left - 1, min(right, len(texts)))
    }
    carried, open_text = [], ""
    for index, text in enumerate(texts):
        if index in merged:
            open_text = ""
            carried.append(text or texts[merged[index]])
        else:
            open_text = text or open_text
            carried.append(text or (open_text if not above[index] else ""))
    return carried


def _heading_text(cell: object) -> str:
    """A heading that is a number or a date reads as its text; a formula or an error is none."""
    if isinstance(cell, dict):
        return cell.get("d", "")
    return cell if isinstance(cell, str) else str(cell)


def _labels(parts: list[list[str]], body: Sequence[SheetRow]) -> tuple[list[str], list[str]]:
    """A heading for each column, none twice; a column with content alone is called after its letter."""
    width = max([len(parts), *(len(row.cells) for row in body)])
    filled = {index for row in body for index, cell in enumerate(row.cells) if cell != ""}
    labels: list[str] = []
    unnamed: list[str] = []
    seen: set[str] = set()
    for index in range(width):
        letter = column_letters(index + 1)
        label = JOINED.join(parts[index]) if index < len(parts) else ""
        if not label and index in filled:
            label = f"{letter} 列（没有表头）"
            unnamed.append(letter)
        if label and normalise(label) in seen:
            label = f"{label}（{letter} 列）"
        seen.add(normalise(label))
        labels.append(label)
    while labels and not labels[-1]:
        labels.pop()
    return labels, unnamed


def _keys(labels: Iterable[str], words: Words) -> set[int]:
    keys = {target.name for target in words.headings.known if target.key}
    return {
        index
        for index, label in enumerate(labels)
        if label and (found := words.headings.match(label)) and found[1] in keys
    }


# the rows


def _groups(
    body: Sequence[SheetRow], found: Mapping[int, Kind], above: Sequence[SheetRow], words: Words
) -> dict[int, tuple[int, str, str]]:
    """{data line: (line, letter, department)} from the group row over it, else from the line of unit above the table."""
    if words.is_department is None:
        return {}
    current: tuple[int, str, str] | None = None
    groups: dict[int, tuple[int, str, str]] = {}
    for row in body:
        kind = found.get(row.line)
        if kind is Kind.GROUP:
            column = next(index for index, cell in enumerate(row.cells) if isinstance(cell, str) and cell)
            current = (row.line, column_letters(column + 1), group_name(row.cells[column]))
        elif kind is Kind.DATA and current:
            groups[row.line] = current
    return groups or _unit(body, found, above)


def _unit(body, found, above) -> dict[int, tuple[int, str, str]]:
    for row in above:
        unit = unit_of(row.cells)
        if unit:
            source = (row.line, column_letters(unit[0] + 1), unit[1])
            return {row.line: source for row in body if found.get(row.line) is Kind.DATA}
    return {}


def _table(
    grid: Grid,
    last: int,
    labels: list[str],
    data: Sequence[SheetRow],
    groups: Mapping[int, tuple[int, str, str]],
) -> Table:
    width = len(labels)
    letters = [column_letters(index + 1) for index in range(width)]
    rows = [SheetRow(row.line, _typed(row.cells, width)) for row in data]
    if groups:
        over = any(line < last for line, _, _ in groups.values())
        labels = [*labels, UNIT_HEADING if over else GROUP_HEADING]
        letters.append(UNIT_LETTER if over else GROUP_LETTER)
        rows = [
            SheetRow(row.line, [*row.cells, groups[row.line][2] if row.line in groups else ""])
            for row in rows
        ]
    lines = {row.line for row in rows}
    return Table(
        sheet=grid.name,
        heading_line=last,
        headings=labels,
        rows=rows,
        hidden=[line for line in grid.hidden_rows if line in lines],
        letters=letters,
        groups={line: (at, letter) for line, (at, letter, _) in groups.items()},
    )


def _typed(cells: list, width: int) -> list:
    """The row's cells, one per heading; what is left of the blank sheet's example between them is nothing."""
    typed = ["" if is_example(cell) else cell for cell in cells[:width]]
    return typed + [""] * (width - len(typed))


def _said(row: SheetRow) -> str:
    """The words of a row for the page, shortened."""
    pieces = [
        str(cell.get("d", "")) if isinstance(cell, dict) else str(cell) for cell in row.cells if cell != ""
    ]
    text = "　".join(" ".join(piece.split()) for piece in pieces)
    return text if len(text) <= SAMPLE_TEXT else f"{text[:SAMPLE_TEXT]}…"
