"""Pages that ask before they act: the question with its reason on GET, the deed on POST."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from baomi.core.errors import NotFound, NotPermitted, Refusal
from baomi.organization import policy


@dataclass(frozen=True)
class Answer:
    """A page that answers a deed at once, for what must be shown only this time."""

    template: str
    context: dict


@dataclass(frozen=True)
class Deed:
    """One thing done to one row. `run(by, row, values)` acts and returns the sentence for the toast or an Answer."""

    model: type[models.Model]
    permission: str
    question: str
    button: str
    run: Callable[[Any, Any, dict], str | Answer]
    form: type[forms.Form]
    explanation: str = ""
    danger: bool = False
    back: Callable[[Any], str] | None = None
    """Where it leads when the row has no page of its own: fn(row) -> address."""


def page(deed: Deed, register: str) -> Callable:
    """The view of a deed at `/organization/<register>/<pk>/<deed>/`; a row out of sight is no row."""

    @policy.needs(deed.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = policy.scope(request.user, deed.permission, deed.model._default_manager.filter(pk=pk)).first()
        if row is None:
            raise NotFound
        back = deed.back(row) if deed.back else f"/organization/{register}/{pk}/"
        form = deed.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done = deed.run(request.user, row, form.cleaned_data)
            except NotPermitted:
                raise
            except (Refusal, ValidationError) as error:
                form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            else:
                if isinstance(done, Answer):
                    return render(request, done.template, done.context)
                messages.success(request, done)
                return redirect(back)
        for fault in form.non_field_errors():
            messages.error(request, fault)
        context = {
            "question": deed.question.format(row=row),
            "explanation": deed.explanation,
            "form": form,
            "button": deed.button,
            "danger": deed.danger,
            "action_url": request.path,
            "cancel_url": back,
        }
        return render(request, "register/confirm.html", context, status=400 if form.errors else 200)

    return view
