"""Small things printed sheets need again and again."""

from django import template

register = template.Library()


@register.filter
def paragraphs(text) -> list[str]:
    """The lines of a free text that hold anything, without the indent people type by hand."""
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


@register.filter
def empty_rows(rows, wanted) -> range:
    """How many empty rows follow the data, so that a form can be completed by hand."""
    return range(max(0, int(wanted) - len(rows or ())))
