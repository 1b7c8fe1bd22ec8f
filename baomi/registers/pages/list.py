"""The list page of a register and its bulk actions."""

from functools import cached_property, partial
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views import View

from baomi.audit import ledger
from baomi.core import kept
from baomi.core.decisions import Allowed
from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_numbers
from baomi.organization import policy
from baomi.registers import cells, protocols, tokens
from baomi.registers.declarations import Register
from baomi.registers.listing import PAGE_SIZES, Listing
from baomi.registers.models import StoredView
from baomi.registers.paging import addresses, told
from baomi.registers.rows import RowWriter

BULK_LIMIT = 2000
DENSITIES = {"compact": "紧凑", "normal": "标准", "double": "宽松"}
"""Row heights by the name a person keeps."""


class RegisterView(View):
    """Base of a register's pages: the declaration comes with the route."""

    register: Register = None

    def may(self, verb: str) -> bool:
        return bool(policy.can(self.request.user, self.register.permission(verb)))

    def visible(self) -> QuerySet:
        """The rows the user may see, with what a page about one of them reads."""
        return self.register.visible(self.request.user)

    def record(self, pk: int):
        """The record within the user's sight. Raises NotFound otherwise, whether or not it exists."""
        found = self.visible().filter(pk=pk).order_by("pk").first()
        if found is None:
            raise NotFound("没有这条记录")
        return found


class ListView(RegisterView):
    """GET /<app>/<register>/: without conditions it opens with the view the user wants first, if he keeps one."""

    @cached_property
    def stored_views(self) -> list[StoredView]:
        user = self.request.user
        rows = StoredView.objects.filter(user=user, register=self.register.name)
        return kept.of(("views", self.register.name, user.pk), user.acted_at, partial(list, rows))

    def get(self, request: HttpRequest) -> HttpResponse:
        first = next((row for row in self.stored_views if row.opens_first), None)
        if first and not request.GET:
            return redirect(first.address(self.register.url))
        listing = Listing(self.register, request.user, request.GET)
        return render(request, "register/list.html", self.context(listing))

    def context(self, listing: Listing) -> dict:
        bulk_actions = self._bulk_actions()
        head_actions = self._head_actions(listing)
        markable = bool(bulk_actions or head_actions["export_url"])
        page, chips = listing.page, self._chips(listing)
        return {
            "page_title": self.register.label,
            "register": self.register,
            "views": self._views(listing),
            "search_value": listing.search,
            "search_hint": self.register.search_hint,
            "hidden_params": self._hidden(listing, but=("q", "page")),
            "chips": chips,
            "faults": listing.faults,
            "clear_url": listing.cleared,
            "filters": self._filters(listing) if self.register.filters else "",
            "filter_hidden_params": self._hidden(listing, but=(*listing.filter_names, "page")),
            "columns": self._columns(listing),
            "rows": RowWriter(self.register, listing.columns, self.request.user, ticks=markable).rows(
                page.object_list
            ),
            "total": page.paginator.count,
            "total_capped": page.paginator.capped,
            "split": self.register.split(listing.queryset),
            "page": page,
            "page_urls": addresses(page, lambda number: listing.with_params(page=str(number))),
            "page_sizes": [
                {"label": size, "url": listing.with_params(size=str(size)), "current": size == listing.page_size}
                for size in PAGE_SIZES
            ],
            **head_actions,
            **self._preferences(listing),
            "bulk_actions": bulk_actions,
            "markable": markable,
            "save_view_url": f"{self.register.url}views/",
            "stored_view": self._current_view(listing),
            "empty": {} if page.object_list else self._empty(listing, chips),
        }  # fmt: skip

    def _filters(self, listing: Listing) -> SafeString:
        """The fields of the conditions; without any in force they are the same for a while."""
        if listing.filtering:
            return filter_fields(listing)
        user = self.request.user
        key = ("filters", self.register.name, user.pk, policy.held(user).key)
        return kept.of(key, user.acted_at, partial(filter_fields, listing))

    def _bulk_actions(self) -> list[dict]:
        return [
            {
                "slug": action.slug,
                "label": action.label,
                "danger": action.danger,
                "url": f"{self.register.url}bulk/{action.slug}/",
            }
            for action in protocols.bulk_actions(self.register, self.request.user)
        ]

    def _hidden(self, listing: Listing, but: tuple[str, ...]) -> list[dict]:
        """What a GET form must carry along so that searching keeps the filters and filtering keeps the search."""
        return [
            {"name": name, "value": value}
            for name, values in listing.params.lists()
            if name not in but
            for value in values
        ]

    def _preferences(self, listing: Listing) -> dict:
        density = self.request.user.row_density
        return {
            "preferences_url": f"{self.register.url}preferences/",
            "column_choices": [
                {"name": column.name, "label": column.label, "checked": column in listing.columns}
                for column in [
                    *listing.columns,
                    *(column for column in listing.offered if column not in listing.columns),
                ]
            ],
            "density": {
                "value": density,
                "label": DENSITIES.get(density, DENSITIES["normal"]),
                "choices": [
                    {"value": value, "label": label, "current": value == density}
                    for value, label in DENSITIES.items()
                ],
            },
        }

    def _head_actions(self, listing: Listing) -> dict:
        return {
            "can_add": self.may("add"),
            "add_url": f"{self.register.url}new/",
            "add_label": self.register.add_label or f"新增{self.register.label}",
            "can_import": self.may("import"),
            "import_url": f"{self.register.url}import/",
            "export_url": f"{self.register.url}export/" if self.may("export") else "",
            "compare_url": f"{self.register.url}compare/" if self._comparable() else "",
            "print_options": protocols.print_options(self.register, self.request.user),
            "past_url": self._past_url(listing),
            "actions": self.register.list_actions(self.request.user),
        }

    def _past_url(self, listing: Listing) -> str:
        """The list's tab and conditions asked of a day; nothing for rows that keep no history."""
        if not hasattr(self.register.model, "history"):
            return ""
        asked = [pair for pair in listing.asked if pair[0] not in ("q", "stored")]
        return f"{self.register.url}past/{'?' if asked else ''}{urlencode(asked)}"

    def _comparable(self) -> bool:
        return bool(self.register.compare_by) and self.may("compare")

    def _views(self, listing: Listing) -> list[dict]:
        declared = [
            {
                "label": view.label,
                "count": told(listing.counted(view)),
                "url": f"{self.register.url}?{urlencode({'view': view.slug})}",
                "current": view is listing.view and not self._current_view(listing),
            }
            for view in self.register.views_for(self.request.user)
        ]
        stored = [
            {
                "label": f"我的：{row.name}",
                "count": None,
                "url": row.address(self.register.url),
                "current": row is self._current_view(listing),
            }
            for row in self.stored_views
        ]
        return declared + stored

    def _current_view(self, listing: Listing) -> StoredView | None:
        """The view of one's own that the list was opened with."""
        wanted = listing.params.get("stored", "")
        return next((row for row in self.stored_views if str(row.pk) == wanted), None)

    def _chips(self, listing: Listing) -> list[dict]:
        chips = []
        if not listing.filtering:
            return chips
        form = listing.filterset.form
        if not form.is_valid():
            return chips
        for name, field in form.fields.items():
            for raw in listing.params.getlist(name):
                if raw:
                    value = _choice_label(field, raw)
                    chips.append(
                        {"name": field.label, "value": value, "remove_url": listing.without_value(name, raw)}
                    )
            for end, word in (("min", "起"), ("max", "止")):
                raw = listing.params.get(f"{name}_{end}")
                if raw:
                    url = listing.with_params(**{f"{name}_{end}": None})
                    chips.append({"name": f"{field.label}{word}", "value": raw, "remove_url": url})
        return chips

    def _columns(self, listing: Listing) -> list[dict]:
        sorted_name, descending = listing.sorted_by
        columns = []
        for column in listing.columns:
            here = column.name == sorted_name
            turned = column.name if not here or descending else f"-{column.name}"
            columns.append(
                {
                    "name": column.name,
                    "label": column.label,
                    "sort_url": listing.with_params(sort=turned) if column.sort_path else "",
                    "sorted": ("desc" if descending else "asc") if here else "",
                    "align": "right" if column.kind in cells.RIGHT else "left",
                }
            )
        return columns

    def _empty(self, listing: Listing, chips: list[dict]) -> dict:
        conditions = "、".join(f"{chip['name']} {chip['value']}" for chip in chips)
        if listing.search:
            conditions = "、".join(filter(None, [f"搜索“{listing.search}”", conditions]))
        if conditions or listing.view is not self.register.views[0]:
            title = f"没有符合条件的{self.register.label}"
            conditions = "、".join(filter(None, [listing.view.label, conditions]))
            return {
                "title": title,
                "conditions": conditions,
                "next_label": "清除条件",
                "next_url": self.register.url,
            }
        can_add = self.may("add")
        narrowed = listing.view.condition != Q()  # the first tab may be empty while others are not
        title = f"没有{listing.view.label}的" if narrowed else "还没有"
        return {
            "title": f"{title}{self.register.label}",
            "hint": self.register.empty_hint,
            "next_label": (self.register.add_label or f"新增{self.register.label}") if can_add else "",
            "next_url": f"{self.register.url}new/" if can_add else "",
        }


def filter_fields(listing: Listing) -> SafeString:
    return render_to_string("register/list_filters.html", {"filters": listing.filterset.form})


def _choice_label(field, raw: str) -> str:
    for value, label in getattr(field, "choices", []):
        if str(value) == raw:
            return str(label)
    return raw


class BulkView(RegisterView):
    """POST /<app>/<register>/bulk/<slug>/: first the list of objects, then, confirmed, the deed."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            action = protocols.bulk_action(self.register, request.user, slug)
        except LookupError:
            raise NotFound("没有这个批量操作") from None
        records = self._selected(request)
        if not records:
            raise Refusal(f"还没有选{self.register.label}", how="请先在列表中勾选")
        if request.POST.get("confirmed") != "1":
            return render(request, "register/confirm.html", self._context(action, records))
        self._check(action, records)
        with ledger.unit(request.user):
            used = tokens.claim(request.user, request.POST.get("token", ""))
            url, sentence = action.run(request.user, records, request.POST)
            tokens.remember_result(used, url)
        messages.success(request, sentence)
        return redirect(url)

    def _selected(self, request: HttpRequest) -> list:
        if request.POST.get("everything") == "1":
            rows = Listing(self.register, request.user, QueryDict(request.POST.get("query", ""))).chosen()
        else:
            keys = whole_numbers(request.POST.getlist("pk"))
            rows = self.register.visible(request.user).filter(pk__in=keys)
        if rows.count() > BULK_LIMIT:
            raise Refusal(f"一次最多处理 {BULK_LIMIT} {self.register.unit_word}", how="请先用条件缩小范围")
        return list(rows)

    def _check(self, action, records) -> None:
        for record in records:
            decision = action.check(self.request.user, record) if action.check else Allowed()
            if not decision:
                raise Refusal(decision.reason, where=self.register.heading(record), how="请去掉这一条再办")

    def _context(self, action, records) -> dict:
        columns = action.columns or tuple(self.register.columns_for(self.request.user)[:3])
        decisions = [
            action.check(self.request.user, record) if action.check else Allowed() for record in records
        ]
        blocked = [decision for decision in decisions if not decision]
        rows = [
            [
                self.register.heading(record),
                *(cells.plain(column, record) for column in columns),
                *([decision.reason] if blocked else []),
            ]
            for record, decision in zip(records, decisions, strict=True)
        ]
        return {
            "page_title": action.label,
            "action_url": f"{self.register.url}bulk/{action.slug}/",
            "register": self.register,
            "question": action.question(self.register, len(records)),
            "explanation": action.explanation,
            "columns": [
                self.register.label,
                *(column.label for column in columns),
                *(["暂不能办的原因"] if blocked else []),
            ],
            "rows": rows,
            "button": f"{action.label} {len(records)} {self.register.unit_word}",
            "danger": action.danger,
            "hidden": [("pk", record.pk) for record in records]
            + [("confirmed", "1"), ("token", tokens.fresh())],
            "cancel_url": self.register.url,
        }
