"""The reading behind a list page: scope, view, search, filters, order, page. Export and bulk print use the same."""

from collections.abc import Mapping
from functools import cached_property, partial
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.http import QueryDict

from baomi.core import kept
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.registers.declarations import Column, Register, SavedView
from baomi.registers.filters import build_filterset
from baomi.registers.index.reading import matching
from baomi.registers.models import ColumnChoice
from baomi.registers.paging import OpenPage, OpenPaginator, count_up_to

PAGE_SIZES = (25, 50, 100)
KEPT_KEYS = ("q", "view", "sort", "size")
"""The list's own words in a query string that a saved view keeps; the filters' words come on top."""


class Listing:
    """What a query string asks of a register, for one user. Unknown views, sorts and pages fall back quietly."""

    def __init__(self, register: Register, user, params: QueryDict | Mapping[str, str]):
        self.register = register
        self.user = user
        self.params = params if isinstance(params, QueryDict) else QueryDict(urlencode(params, doseq=True))

    @cached_property
    def visible(self) -> models.QuerySet:
        return self.register.visible(self.user)

    @cached_property
    def view(self) -> SavedView:
        wanted = self.params.get("view", "")
        views = self.register.views_for(self.user)
        return next((view for view in views if view.slug == wanted), views[0])

    @cached_property
    def search(self) -> str:
        return self.params.get("q", "").strip()[:80]

    @cached_property
    def filterset(self):
        return build_filterset(self.register, self.user, self.params, self._searched)

    @cached_property
    def queryset(self) -> models.QuerySet:
        """The rows asked for, ordered, the primary key as the last sort key."""
        queryset = self.filterset.qs if self.filtering else self._searched
        path = self._sort_path
        return queryset.order_by(path, "pk") if path else queryset

    @cached_property
    def filtering(self) -> bool:
        """Whether any condition is asked for. Without one no form is built: most lists are looked at as they are."""
        return any(any(self.params.getlist(name)) for name in self.filter_names)

    @property
    def faults(self) -> list[str]:
        """What in the conditions cannot be, such as 2026-02-30. A condition that cannot be filters nothing."""
        if not self.filtering:
            return []
        form = self.filterset.form
        return [f"{form.fields[name].label}：{text}" for name, texts in form.errors.items() for text in texts]

    def chosen(self) -> models.QuerySet:
        """The rows asked for, for whoever takes them all out or acts on them all.

        Raises Refusal for a condition that cannot be: more rows would be meant than were asked for.
        """
        if self.faults:
            raise Refusal("条件有误，没有办理", where="；".join(self.faults), how="请在列表中改正条件")
        return self.queryset

    @cached_property
    def page(self) -> OpenPage:
        paginator = OpenPaginator(self.queryset, self.page_size, self.register.queryset())
        return paginator.get_page(self.params.get("page"))

    def counted(self, view: SavedView) -> int:
        """The rows of a view without search and filters, one more than is counted for any larger number."""
        shown = self.page.paginator
        if view is self.view and not self.search and not self.filtering:
            return shown.counted
        if view.condition == Q() and shown.capped:
            return shown.counted  # the whole has at least as many as this part of it
        key = ("tab", self.register.name, view.slug, self.user.pk, policy.held(self.user).key)
        rows = view.filter(self.visible, self.user)
        return kept.of(key, self.user.acted_at, partial(count_up_to, rows))

    @cached_property
    def page_size(self) -> int:
        size = whole_number(self.params.get("size"))
        return size if size in PAGE_SIZES else PAGE_SIZES[0]

    @cached_property
    def offered(self) -> list[Column]:
        """The register's columns that the user may see."""
        return self.register.columns_for(self.user)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns the user chose, in his order, else those shown by default."""
        key = ("columns", self.register.name, self.user.pk)
        chosen = kept.of(key, self.user.acted_at, partial(_chosen_columns, self.register, self.user))
        offered = {column.name: column for column in self.offered}
        wanted = [offered[name] for name in chosen if name in offered]
        return wanted or [column for column in self.offered if column.shown]

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """(column name, descending) of the order in force; ("", False) for the register's own."""
        wanted = self.params.get("sort", "")
        name, descending = wanted.lstrip("-"), wanted.startswith("-")
        return (name, descending) if self._sortable(name) else ("", False)

    @property
    def _sort_path(self) -> str:
        name, descending = self.sorted_by
        if not name:
            return ""
        path = self._sortable(name)
        return f"-{path}" if descending else path

    def _sortable(self, name: str) -> str:
        return next((column.sort_path for column in self.offered if column.name == name), "")

    @cached_property
    def _searched(self) -> models.QuerySet:
        rows = self.view.filter(self.visible, self.user)
        return matching(self.register, self.user, rows, self.search)

    def with_params(self, **changes: str | None) -> str:
        """The list's address with some parameters replaced; None removes one. The page starts anew."""
        kept = [(name, value) for name, value in self.asked if name not in changes]
        return self._address(kept + [(name, value) for name, value in changes.items() if value is not None])

    def without_value(self, name: str, value: str) -> str:
        """The list's address without one value of one filter."""
        return self._address([pair for pair in self.asked if pair != (name, value)])

    @cached_property
    def asked(self) -> list[tuple[str, str]]:
        """Everything asked for but the page."""
        return [(name, value) for name, values in self.params.lists() if name != "page" for value in values]

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        return f"{self.register.url}?{urlencode(pairs)}" if pairs else self.register.url

    @property
    def cleared(self) -> str:
        """The list's address with the view alone."""
        return f"{self.register.url}?{urlencode({'view': self.view.slug})}"

    @cached_property
    def filter_names(self) -> list[str]:
        """Every word that the filters use in the query string."""
        own = getattr(self.register.filterset_class, "base_filters", ())
        hidden = self.register.hidden_from(self.user)
        names = [name for name in (*self.register.filters, *own) if name not in hidden]
        return [word for name in names for word in (name, f"{name}_min", f"{name}_max")]


def _chosen_columns(register: Register, user) -> list[str]:
    rows = ColumnChoice.objects.filter(user=user, register=register.name).values_list("columns", flat=True)
    return rows.first() or []
