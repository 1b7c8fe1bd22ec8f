"""The register as it stood on a day, and the difference between two days; both as workbooks by a job."""

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers import protocols, urls
from baomi.registers.declarations import Column
from baomi.registers.listing import PAGE_SIZES, Listing
from baomi.registers.pages.list import ListView, RegisterView, filter_fields
from baomi.registers.paging import OpenPage, addresses, told
from baomi.registers.past import days, export
from baomi.registers.past.difference import CHANGED, KINDS, Difference
from baomi.registers.past.listing import PastListing
from baomi.registers.past.rows import PastRowWriter, openable
from baomi.registers.sheets.export import describe

DAYS, TAB = ("on", "from", "to"), "tab"
"""Words of the query string beside those of the list; no filter may be called so."""


class PastView(ListView):
    """GET /<app>/<register>/past/?on=: the list as it stood at the end of that day; without a day it asks for one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        frame = self._frame()
        if not request.GET.get("on"):
            return render(request, "register/past.html", frame)
        try:
            day = days.one(self.register, request.GET["on"])
        except Refusal as refusal:
            return render(request, "register/past.html", frame | {"fault": str(refusal)})
        listing = PastListing(self.register, request.user, request.GET, day)
        return render(request, "register/past.html", frame | self._told(listing))

    def _frame(self) -> dict:
        return {
            "page_title": f"{self.register.label}某日台账",
            "register": self.register,
            "on": self.request.GET.get("on", ""),
            "carried": [pair for pair in self._conditions() if pair[0] != "page"],
            "now_url": f"{self.register.url}?{urlencode(self._conditions())}",
        }

    def _conditions(self) -> list[tuple[str, str]]:
        """What was asked beside the days."""
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in (*DAYS, "page", TAB)
        ]

    def _told(self, listing: PastListing) -> dict:
        page, user = listing.page, self.request.user
        linked = openable(self.register, user, page.object_list)
        with listing.versions.standing():
            rows = PastRowWriter(self.register, listing.columns, user, linked).rows(page.object_list)
            split = self.register.split(listing.queryset)
        return {
            "day": listing.day,
            "views": [
                {
                    "label": view.label,
                    "count": told(page.paginator.counted) if view is listing.view else None,
                    "url": listing.with_params(view=view.slug),
                    "current": view is listing.view,
                }
                for view in listing.views
            ],
            "chips": self._chips(listing),
            "faults": listing.faults,
            "clear_url": listing.cleared,
            "filters": self._filters(listing) if listing.filter_names else "",
            "filter_hidden_params": self._hidden(listing, but=(*listing.filter_names, "page")),
            "columns": self._columns(listing),
            "rows": rows,
            "split": split,
            "left_out": [column.label for column in listing.told[1]],
            "export_url": f"{listing.url}export/" if self.may("export") else "",
            "print_options": protocols.past_prints(self.register, "past"),
            "difference_url": self._difference_url(listing),
            **paging(listing, page),
        }

    def _filters(self, listing: Listing) -> SafeString:
        """Without keeping them: what can be asked of a past day is not what the list asks."""
        return filter_fields(listing)

    def _difference_url(self, listing: PastListing) -> str:
        pairs = [*self._conditions(), ("from", listing.day), ("to", clock.today())]
        return f"{self.register.url}difference/?{urlencode(pairs)}"


class DifferenceView(RegisterView):
    """GET /<app>/<register>/difference/?from=&to=: rows added, gone and changed between the ends of two days."""

    def get(self, request: HttpRequest) -> HttpResponse:
        frame = self._frame()
        if not request.GET.get("from"):
            return render(request, "register/past_difference.html", frame)
        try:
            first, last = days.two(self.register, request.GET["from"], request.GET.get("to", ""))
        except Refusal as refusal:
            return render(request, "register/past_difference.html", frame | {"fault": str(refusal)})
        difference = Difference(self.register, request.user, request.GET, first, last)
        return render(request, "register/past_difference.html", frame | self._told(difference))

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get(TAB, "")
        return wanted if wanted in KINDS else CHANGED

    def _frame(self) -> dict:
        asked = self.request.GET
        carried = [
            (name, value)
            for name, values in asked.lists()
            for value in values
            if name not in (*DAYS, "page", "view")
        ]
        return {
            "page_title": f"{self.register.label}两日变动",
            "register": self.register,
            "from": asked.get("from", ""),
            "to": asked.get("to", "") or str(clock.today()),
            "carried": carried,
            "view_choices": self._view_choices(),
        }

    def _view_choices(self) -> list[dict]:
        listing = PastListing(self.register, self.request.user, self.request.GET, clock.today())
        return [
            {"slug": view.slug, "label": view.label, "current": view is listing.view}
            for view in listing.views
        ]

    def _told(self, difference: Difference) -> dict:
        side, kind = difference.side(self.kind), self.kind
        page = side.page_of(difference.rows(kind))
        counts = {each: difference.count(each) for each in KINDS if each != kind}
        counts[kind] = page.paginator.counted
        return {
            "first": difference.first.day,
            "last": difference.last.day,
            "kind": kind,
            "tabs": [
                {
                    "label": label,
                    "count": told(counts[each]),
                    "url": self._url(**{TAB: each}),
                    "current": each == kind,
                }
                for each, label in KINDS.items()
            ],
            "faults": side.faults,
            "clear_url": self._cleared(difference),
            "conditions": describe(side) if side.filtering else "",
            "left_out": [column.label for column in difference.left_out],
            "past_urls": [self._past_url(difference.first), self._past_url(difference.last)],
            "export_url": f"{self.register.url}difference/export/" if self.may("export") else "",
            "print_options": protocols.past_prints(self.register, "difference"),
            "empty": {"title": f"{difference.first.day} 至 {difference.last.day} 没有{KINDS[kind]}的{self.register.label}"},
            **self._rows(difference, side, page),
            **paging(side, page, self._url),
        }  # fmt: skip

    def _rows(self, difference: Difference, side: PastListing, page: OpenPage) -> dict:
        records, user = page.object_list, self.request.user
        linked = openable(self.register, user, records)
        if self.kind != CHANGED:
            with side.versions.standing():
                rows = PastRowWriter(self.register, side.columns, user, linked).rows(records)
            return {"columns": [_head(column) for column in side.columns], "rows": rows}
        return {
            "changed": [
                {
                    "heading": self.register.heading(record),
                    "url": self.register.record_url(record) if record.pk in linked else "",
                    "turns": turns,
                }
                for record, turns in difference.changed(records)
            ]
        }

    def _url(self, **changes: str) -> str:
        """This page with some words replaced; the page of the list starts anew."""
        asked: QueryDict = self.request.GET.copy()
        asked.pop("page", None)
        for name, value in changes.items():
            asked[name] = value
        return f"{self.register.url}difference/?{asked.urlencode()}"

    def _cleared(self, difference: Difference) -> str:
        pairs = {"from": difference.first.day, "to": difference.last.day, "view": difference.last.view.slug}
        return f"{self.register.url}difference/?{urlencode(pairs)}"

    def _past_url(self, listing: PastListing) -> str:
        return f"{listing.url}?{urlencode({'on': listing.day, 'view': listing.view.slug})}"


class PastExportView(RegisterView):
    """POST /<app>/<register>/past/export/: the list of that day as a workbook, by a job."""

    def post(self, request: HttpRequest) -> HttpResponse:
        job = export.request_past(request.user, self.register, _query(request))
        return redirect(f"/jobs/{job.uuid}/")


class DifferenceExportView(RegisterView):
    """POST /<app>/<register>/difference/export/: the difference as a workbook, by a job."""

    def post(self, request: HttpRequest) -> HttpResponse:
        job = export.request_difference(request.user, self.register, _query(request))
        return redirect(f"/jobs/{job.uuid}/")


def paging(listing: PastListing, page: OpenPage, url=None) -> dict:
    """What the foot of the list says of the page."""
    url = url or listing.with_params
    return {
        "page": page,
        "total": page.paginator.count,
        "total_capped": page.paginator.capped,
        "page_urls": addresses(page, lambda number: url(page=str(number))),
        "page_sizes": [
            {"label": size, "url": url(size=str(size)), "current": size == listing.page_size}
            for size in PAGE_SIZES
        ],
    }


def _head(column: Column) -> dict:
    return {"label": column.label, "align": "right" if column.kind == "number" else "left"}


def _query(request: HttpRequest) -> str:
    return request.POST.get("query", "")


def routes(register, route) -> list:
    """The routes of this module for a register whose rows keep their history."""
    if not hasattr(register.model, "history"):
        return []
    return [
        route("past/", PastView, "view", "past"),
        route("past/export/", PastExportView, "export", "past-export"),
        route("difference/", DifferenceView, "view", "difference"),
        route("difference/export/", DifferenceExportView, "export", "difference-export"),
    ]


urls.add_routes(routes)
