"""The joint stock-take of a hand-over: both officers at one screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.approvals.rules import editable
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import warn_of_marks
from baomi.registers.pages.list import RegisterView
from personnel.actions import handovers as actions
from personnel.forms.handovers import typed_rows
from personnel.models import Handover
from personnel.pages.deeds import version_of
from personnel.registers.handovers import HandoverRegister

EMPTY_ROWS = 4
BAD_INPUT = 400


class StocktakeView(RegisterView):
    """/personnel/handovers/<pk>/stocktake/: what the registers say, what both found, and a few lines of one's own."""

    register = registry.get(HandoverRegister.app, HandoverRegister.slug)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover = self.record(pk)
        require(editable(handover))
        return self.show(handover, [_shown(row) for row in handover.stocktake])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover = self.record(pk)
        rows = typed_rows(request.POST, handover, EMPTY_ROWS)
        try:
            actions.count(request.user, handover, rows, version_of(request))
        except Refusal as refusal:
            return self.show(handover, _as_typed(handover, rows), str(refusal))
        messages.success(request, "已保存清点结果")
        warn_of_marks(request, request.POST)
        return redirect(self.register.record_url(handover))

    def show(self, handover: Handover, rows: list[dict], error: str = "") -> HttpResponse:
        blank = {"label": "", "expected": "", "found": "", "note": "", "typed": True}
        context = {
            "page_title": "共同清点",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": self.register.heading(handover), "url": self.register.record_url(handover)},
                {"label": "共同清点", "url": ""},
            ],
            "rows": [*rows, *(blank for _ in range(len(handover.stocktake) + EMPTY_ROWS - len(rows)))],
            "version": handover.version,
            "error": error,
            "cancel_url": self.register.record_url(handover),
        }
        return render(
            self.request, "personnel/handover_stocktake.html", context, status=BAD_INPUT if error else 200
        )


def _shown(row: dict) -> dict:
    return {**row, "found": "" if row["found"] is None else row["found"]}


def _as_typed(handover: Handover, rows: list[dict]) -> list[dict]:
    """What was typed stays in the fields; labels and counts of the registers are theirs."""
    known = [row for row in handover.stocktake if not row["typed"]]
    shown = [
        {**row, "found": typed["found"], "note": typed["note"]}
        for row, typed in zip(known, rows, strict=False)
    ]
    return shown + [{**row, "typed": True} for row in rows[len(known) :]]
