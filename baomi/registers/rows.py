"""The rows of a list page, as HTML.

The one piece of markup written in Python: a template's loop over 50 rows of 12 cells took a third of the page's time
(docs/decisions/list-costs.md). Everything from a record goes through `escape` or comes as a safe mark.
"""

from html import escape

from django.utils.safestring import SafeString, mark_safe

from baomi.core.templatetags import look
from baomi.registers import cells
from baomi.registers.declarations import Column, Register

ROW = (
    '<tr{data} data-name="{name}">{tick}{cells}<td class="phone-cell">'
    '<span class="phone-title">{title}{mark}</span><span class="phone-status">{status}</span>'
    '<span class="phone-sub">{summary}</span><span class="phone-due">{due}</span></td></tr>\n'
)
TICK = '<td class="mark-cell"><input class="checkbox" type="checkbox" name="pk" value="{pk}" aria-label="勾选 {name}"></td>'
LONG = 12
"""A text of more characters may be cut by its column; it is the cell's title, too."""
SUMMARY = 3
"""So many of the cells are told under the name on a phone: where and what, not the number and not a single sign."""
BESIDE = {"level", "grade"}
"""Kinds of columns that stand beside the name on a phone."""


class RowWriter:
    """Writes the rows of one page; what is the same for all of them is looked up once.

    `user` is who reads them. `ticks` puts a box for the bulk actions before each row.
    """

    def __init__(self, register: Register, columns: list[Column], user, *, ticks: bool):
        self.register, self.user, self.ticks = register, user, ticks
        self.columns = [
            (column, _opening(column), cells.reader(column, register.model)) for column in columns
        ]

    def rows(self, records) -> SafeString:
        return mark_safe("".join([self.row(record) for record in records]))

    def url(self, record) -> str:
        """Where the row leads; empty for nowhere."""
        return self.register.record_url(record)

    def status(self, record) -> tuple[str, str] | None:
        """The mark at the right on a phone."""
        return self.register.status_for(self.user, record)

    def row(self, record) -> str:
        heading = self.register.heading(record)
        url, name = escape(self.url(record)), escape(heading)
        texts = [read(record) for _, _, read in self.columns]
        link, end = (f'<a class="row-link" href="{url}" tabindex="-1">', "</a>") if url else ("", "")
        shown = []
        for (column, opening, _), text in zip(self.columns, texts, strict=True):
            title = f' title="{escape(text)}"' if len(text) > LONG else ""
            inner = cells.marked(column, record, text)
            shown.append(
                f"{opening}{title}>{link}{inner}{end}</td>" if not shown else f"{opening}{title}>{inner}</td>"
            )
        status = self.status(record)
        return ROW.format(
            data=f' data-url="{url}"' if url else "",
            title=f'<a href="{url}">{name}</a>' if url else name,
            name=name,
            tick=TICK.format(pk=record.pk, name=name) if self.ticks else "",
            cells="".join(shown),
            status=look.status(*status) if status else "",
            **self._on_a_phone(record, heading, texts),
        )

    def _on_a_phone(self, record, heading: str, texts: list[str]) -> dict[str, str]:
        """Beside the name the mark of level or grade, below it where and what, at the right when it is due."""
        told, found = [], {"mark": "", "due": ""}
        for place, ((column, _, _), text) in enumerate(zip(self.columns, texts, strict=True)):
            if not text:
                continue
            if column.kind in BESIDE:
                found["mark"] = cells.marked(column, record, text)
            elif column.kind == "deadline":
                found["due"] = cells.marked(column, record, text)
            elif place and len(text) > 1 and column.kind != "status" and text != heading:
                told.append(text)
        return found | {"summary": escape("　".join(told[:SUMMARY]))}


def _opening(column: Column) -> str:
    """The cell's opening tag without its end."""
    right = " right" if column.kind in cells.RIGHT else ""
    return f'<td class="kind-{column.kind}{right}"'
