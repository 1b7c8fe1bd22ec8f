"""Pages of a list that may have very many rows: nobody counts further than 10,000, and no page costs a whole sort of rows."""

from collections.abc import Callable
from functools import cached_property
from math import ceil

from django.core.paginator import Page, Paginator
from django.db import models

from baomi.core.validators import whole_number

COUNTED = 10_000
FARTHEST = 10**9
"""No list has so many pages; neither database takes every number as an offset."""


def count_up_to(queryset: models.QuerySet, most: int | None = None) -> int:
    """How many rows there are, one more than `most` for any larger number: the database stops counting there.

    Without `most` it is as far as a list counts, `COUNTED`.
    """
    return queryset.order_by()[: (most or COUNTED) + 1].count()


def told(number: int) -> int | str:
    """The number as a tab or the menu says it: 10000+ for more than was counted."""
    return number if number <= COUNTED else f"{COUNTED}+"


class OpenPaginator(Paginator):
    """Exact up to 10,000 rows; beyond, pages go on as long as there are rows, and no last number is given.

    The keys of a page are read first, which an index alone can answer however deep the page lies, then its rows
    from `whole`: the same rows unfiltered, with everything that is shown joined to them.
    """

    def __init__(self, queryset: models.QuerySet, per_page: int, whole: models.QuerySet):
        super().__init__(queryset, per_page)
        self.whole = whole

    @cached_property
    def counted(self) -> int:
        """The rows counted, one more than `COUNTED` for any larger number."""
        return count_up_to(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.counted, COUNTED)

    @property
    def capped(self) -> bool:
        return self.counted > COUNTED

    def get_page(self, number) -> "OpenPage":
        """The page asked for; the first for what is no number, the last for one beyond the end."""
        wanted = min(max(whole_number(number) or 1, 1), FARTHEST)
        if not self.capped:
            return self._page(min(wanted, self.num_pages))
        found = self._page(wanted)
        if found.object_list or wanted == 1:
            return found
        return self._page(max(1, ceil(self.object_list.order_by().count() / self.per_page)))

    def _page(self, number: int) -> "OpenPage":
        start = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[start : start + self.per_page + 1])
        rows = self.whole.in_bulk(keys[: self.per_page])
        return OpenPage([rows[key] for key in keys if key in rows], number, self, len(keys) > self.per_page)


class OpenPage(Page):
    """A page that knows whether another one follows."""

    def __init__(self, object_list: list, number: int, paginator: OpenPaginator, followed: bool):
        super().__init__(object_list, number, paginator)
        self.followed = followed

    def has_next(self) -> bool:
        return self.followed

    def next_page_number(self) -> int:
        return self.number + 1

    def end_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + len(self.object_list)

    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None for a gap: around this one and both ends; without an end, a gap after it."""
        if not self.paginator.capped:
            return _around(self)
        near = [number for number in (self.number - 1, self.number, self.number + 1) if number > 0]
        if not self.followed:
            near.remove(self.number + 1)
        head = [1] if near[0] == 2 else [1, None] if near[0] > 2 else []
        return [*head, *near, *([None] if self.followed else [])]


class NumberedPaginator(Paginator):
    """Pages of rows that are at hand, with the numbers that `addresses` asks for."""

    def _get_page(self, *args, **kwargs) -> "NumberedPage":
        return NumberedPage(*args, **kwargs)


class NumberedPage(Page):
    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None for a gap."""
        return _around(self)


def _around(page: Page) -> list[int | None]:
    """The numbers around a page and at both ends, None for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


def addresses(page: OpenPage | NumberedPage, url: Callable[[int], str]) -> dict:
    """`page_urls` of the pagination component; `url(number)` is the address of a page."""
    return {
        "previous": url(page.number - 1) if page.has_previous() else "",
        "next": url(page.number + 1) if page.has_next() else "",
        "numbers": [
            number and {"number": number, "url": url(number), "current": number == page.number}
            for number in page.numbers()
        ],
    }
