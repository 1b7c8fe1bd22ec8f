"""A deed on one record with a few fields: GET asks, POST does it and goes back to the record."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.approvals import queries
from baomi.audit import ledger
from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.registers import tokens
from baomi.registers.forms import clean_values
from baomi.registers.pages.edit import warn_of_marks
from baomi.registers.pages.list import RegisterView

BAD_INPUT = 422


class DeedView(RegisterView):
    """Base of such pages. A subclass gives `register`, the words, the form and what is done.

    The form carries a token: sent twice it is done once.
    """

    title = ""
    button = ""
    danger = False
    explanation = ""

    def allowed(self, record) -> Allowed | Denied:
        """Whether the question makes sense now; asked before it is shown, and again by the action under its locks."""
        return Allowed()

    def form(self, record, data=None) -> forms.Form:
        raise NotImplementedError

    def question(self, record) -> str:
        raise NotImplementedError

    def act(self, record, values: dict[str, Any]) -> str:
        """Do it; returns the sentence to show."""
        raise NotImplementedError

    def back(self, record) -> str:
        """Where it leads afterwards, and where 取消 leads."""
        return self.register.record_url(record)

    def carried(self, record) -> list[tuple[str, str]]:
        """Hidden values the form carries along beside its token, such as the version it was opened on."""
        return []

    def details(self, record) -> dict[str, Any]:
        """More for the page: `columns` and `rows` of the objects concerned, an `explanation` of its own.

        With `rows_first` the rows stand above the form, as what the decision rests on.
        """
        return {}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record(pk)
        require(self.allowed(record))
        return self.show(record, self.form(record), tokens.fresh())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record(pk)
        form, token = self.form(record, request.POST), request.POST.get("token", "")
        again = tokens.done_before(request.user, token)
        if again:
            return self._again(record, again)
        if not form.is_valid():
            return self.show(record, form, token, BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                sentence = self.act(record, clean_values(form))
                tokens.remember_result(used, self.back(record))
        except tokens.AlreadyDone as done:
            return self._again(record, done)
        except (Refusal, ValidationError) as error:
            _put_on(form, error)
            return self.show(record, form, token, BAD_INPUT)
        messages.success(request, sentence)
        warn_of_marks(request, form.data)
        return redirect(self.back(record))

    def _again(self, record, done: tokens.AlreadyDone) -> HttpResponse:
        messages.info(self.request, str(done))
        return redirect(done.url or self.back(record))

    def _carried(self, record) -> list[tuple[str, str]]:
        """Of a form sent before, as it was sent."""
        posted = self.request.POST
        return [(name, posted.get(name, value)) for name, value in self.carried(record)]

    def show(self, record, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        context = {
            "page_title": self.title,
            "question": self.question(record),
            "explanation": self.explanation,
            "form": form,
            "button": self.button,
            "danger": self.danger,
            "action_url": self.request.path,
            "cancel_url": self.back(record),
            "hidden": [("token", token), *self._carried(record)],
            **self.details(record),
        }
        return render(self.request, "register/confirm.html", context, status=status)


class StepDeedView(DeedView):
    """A deed that signs a step: for those the step waits for, also for one who signs for another (代签).

    Such a one may see the record because of that alone; afterwards he goes back to what waits for him.
    """

    slugs: Collection[str] = ()
    permission = ""
    """Who has the page without the step waiting for him; he is told why it is not his turn."""

    def record(self, pk: int):
        user = self.request.user
        found = self.register.queryset().filter(pk=pk).first()
        if found is not None and queries.turn(user, found, self.slugs):
            return found
        found = super().record(pk)
        policy.require(user, self.permission, self.judged_by(found))
        return found

    def judged_by(self, record):
        """What the permission is asked of: the record, unless it is another's to judge."""
        return record

    def back(self, record) -> str:
        in_sight = self.register.visible(self.request.user).filter(pk=record.pk).exists()
        return self.register.record_url(record) if in_sight else "/inbox/"


def version_of(request: HttpRequest) -> int:
    """The version that the form was opened on. Raises Refusal for a page that carries none."""
    version = whole_number(request.POST.get("version"))
    if version is None:
        raise Refusal("这个页面已失效", how="请刷新后重新填写")
    return version


class NothingToFill(forms.Form):
    """A deed that needs no more than the button."""


def _put_on(form: forms.Form, error: Refusal | ValidationError) -> None:
    """The problem beside its field, else beside the first; without fields it is the page's own answer."""
    if not form.fields:
        raise error
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        texts = [text for items in error.error_dict.values() for item in items for text in item.messages]
        error = ValidationError(texts)
    form.add_error(next(iter(form.fields)), str(error) if isinstance(error, Refusal) else error)
