"""The reading behind a register as of a day: the list's own, with what can be told of that day."""

import datetime as dt
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.db.models.expressions import RawSQL

from baomi.organization import policy
from baomi.registers.declarations import Column, Register, SavedView
from baomi.registers.filters import build_filterset
from baomi.registers.listing import Listing
from baomi.registers.paging import OpenPage, OpenPaginator, count_up_to
from baomi.registers.past import telling
from baomi.registers.past.versions import Versions


class PastListing(Listing):
    """What a query string asks of a register as it stood at the end of `day`, for what the user may see now.

    His permission is asked of each row as it was: its department, its person and its state of that day. Search words
    are left alone, as the search index holds what is. The keys of the query string are those of the list.
    """

    search = ""

    def __init__(self, register: Register, user, params, day: dt.date, verb: str = "view"):
        """`verb` is what is done with the rows: to export them, the line of exports has to reach them, too."""
        super().__init__(register, user, params)
        self.day, self.verb = day, verb
        self.versions = Versions(register.model, day)
        self.queryset  # noqa: B018 - built at once, as his rights are read from the tables of now

    @cached_property
    def visible(self) -> models.QuerySet:
        rows = self.register.visible(self.user)
        if self.verb == "view":
            return rows
        return policy.scope(self.user, self.register.permission(self.verb), rows)

    @cached_property
    def told(self) -> tuple[list[Column], list[Column]]:
        """(columns that can be told of a past day, those left out) of what the user may see."""
        return telling.columns(self.register, self.user)

    @cached_property
    def offered(self) -> list[Column]:
        return self.told[0]

    @cached_property
    def views(self) -> list[SavedView]:
        return telling.views(self.register, self.user)

    @cached_property
    def view(self) -> SavedView:
        wanted = self.params.get("view", "")
        return next((view for view in self.views if view.slug == wanted), self.views[0])

    @cached_property
    def filter_names(self) -> list[str]:
        names = telling.filters(self.register, self.user)
        return [word for name in names for word in (name, f"{name}_min", f"{name}_max")]

    @cached_property
    def filterset(self):
        names = telling.filters(self.register, self.user)
        return build_filterset(self.register, self.user, self.params, self._searched, names)

    @cached_property
    def page(self) -> OpenPage:
        return self.page_of(self.queryset)

    def page_of(self, rows: models.QuerySet) -> OpenPage:
        """The page asked for of these rows, read as they stood and counted."""
        paginator = OpenPaginator(rows, self.page_size, self.register.queryset())
        with self.versions.standing():
            return paginator.get_page(self.params.get("page"))

    def count_of(self, rows: models.QuerySet, most: int | None = None) -> int:
        """So many of these rows there were, one more than `most` (or than a list counts) for any larger number."""
        with self.versions.standing():
            return count_up_to(rows, most)

    def keys(self) -> RawSQL | list:
        """The keys of the rows asked for, for a query about another day."""
        return self.versions.keys(self.queryset)

    def rows(self, keys: list[int]) -> dict[int, models.Model]:
        """These rows as they stood, by key."""
        with self.versions.standing():
            return self.register.queryset().in_bulk(keys)

    @cached_property
    def _searched(self) -> models.QuerySet:
        return self.view.filter(self.visible, self.user)

    def _sortable(self, name: str) -> str:
        path = super()._sortable(name)
        return path if path and telling.path_is_kept(self.register.model, path) else ""

    @property
    def url(self) -> str:
        return f"{self.register.url}past/"

    @property
    def cleared(self) -> str:
        return f"{self.url}?{urlencode({'on': self.day, 'view': self.view.slug})}"

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        return f"{self.url}?{urlencode(pairs)}"
