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
    '<tr data-url="{url}" data-name="{name}">{tick}{cells}<td class="phone-cell">'
    '<span class="phone-title"><a href="{url}">{name}</a></span><span class="phone-status">{status}</span>'
    '<span class="phone-sub">{summary}</span></td></tr>\n'
)
TICK = '<td class="mark-cell"><input class="checkbox" type="checkbox" name="pk" value="{pk}" aria-label="勾选 {name}"></td>'
LONG = 12
"""A text of more characters may be cut by its column; it is the cell's title, too."""
SUMMARY = slice(1, 5)
"""The cells told under the name on a phone."""


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

    def row(self, record) -> str:
        heading = self.register.heading(record)
        url, name = escape(self.register.record_url(record)), escape(heading)
        texts = [read(record) for _, _, read in self.columns]
        link = f'<a class="row-link" href="{url}" tabindex="-1">'
        shown = []
        for (column, opening, _), text in zip(self.columns, texts, strict=True):
            title = f' title="{escape(text)}"' if len(text) > LONG else ""
            inner = cells.marked(column, record, text)
            shown.append(
                f"{opening}{title}>{link}{inner}</a></td>" if not shown else f"{opening}{title}>{inner}</td>"
            )
        told = [text for text in texts if text][SUMMARY]
        status = self.register.status_for(self.user, record)
        return ROW.format(
            url=url,
            name=name,
            tick=TICK.format(pk=record.pk, name=name) if self.ticks else "",
            cells="".join(shown),
            status=look.status(*status) if status else "",
            summary=escape("　".join(text for text in told if text != heading)),
        )


def _opening(column: Column) -> str:
    """The cell's opening tag without its end."""
    right = " right" if column.kind in cells.RIGHT else ""
    return f'<td class="kind-{column.kind}{right}"'
