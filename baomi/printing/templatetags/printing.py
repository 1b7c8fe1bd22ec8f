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


@register.filter
def title_lines(title: str, most: int = 20) -> list[str]:
    """The lines of an official title: those typed; one too long for the page is parted near its middle, after a word.

    GB/T 9704 wants the lines whole in sense: a line ends after 、，》和与及, or before 关于, 的 and the like.
    """
    lines = []
    for line in str(title or "").splitlines():
        lines += _parted(line, most) if _breadth(line) > most else [line]
    return lines


def _parted(line: str, most: int) -> list[str]:
    """Two lines, the break at the sensible place nearest to the middle; anywhere near it for a title without one."""
    places = [
        place for place in range(1, len(line)) if line[place - 1] in "、，》和与及度" or line[place] in "《的"
    ]
    fitting = [place for place in places if max(_breadth(line[:place]), _breadth(line[place:])) <= most]
    middle = len(line) // 2
    place = min(fitting, key=lambda each: abs(each - middle), default=0)
    return [line[:place].strip(), line[place:].strip()] if place else [line]


def _breadth(text: str) -> float:
    """In Chinese characters; a Latin letter or digit takes about half of one."""
    return sum(1 if ord(sign) > 0x2E7F else 0.55 for sign in text)
