"""The page that gives out, once and in the clear, what a record keeps masked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.registers.pages.list import RegisterView
from personnel.forms.reading import ReadForm
from personnel.pages.deeds import BAD_INPUT


class ReadingView(RegisterView):
    """/<record>/reveal/<field>/: asks why, then shows it; `read` has it logged before it is given out."""

    template = ""
    crumb = ""

    def get(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        return self.show(self.wanted(pk, field), ReadForm())

    def post(self, request: HttpRequest, pk: int, field: str) -> HttpResponse:
        record, form = self.wanted(pk, field), ReadForm(request.POST)
        if not form.is_valid():
            return self.show(record, form, status=BAD_INPUT)
        try:
            shown = self.read(record, form.cleaned_data["reason"])
        except (NotFound, NotPermitted):
            raise
        except Refusal as refusal:
            form.add_error("reason", str(refusal))
            return self.show(record, form, status=BAD_INPUT)
        return self.show(record, form, **shown)

    def wanted(self, pk: int, field: str):
        """The record; raises NotFound or NotPermitted where this may not be read."""
        return self.record(pk)

    def title(self, record) -> str:
        raise NotImplementedError

    def read(self, record, reason: str) -> dict[str, Any]:
        """What the template shows in the clear. Raises Refusal without a reason."""
        raise NotImplementedError

    def show(self, record, form: ReadForm, *, status: int = 200, **shown) -> HttpResponse:
        url = self.register.record_url(record)
        context = {
            "page_title": self.title(record),
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": self.register.heading(record), "url": url},
                {"label": self.crumb, "url": ""},
            ],
            "form": form,
            "back_url": url,
            **shown,
        }
        return render(self.request, self.template, context, status=status)
