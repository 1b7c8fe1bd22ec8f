"""New and edit pages: one form, drafts while typing, one token per creation, versions against lost updates."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html

from baomi.audit import ledger
from baomi.core.errors import Refusal, StaleRecord
from baomi.core.validators import secrecy_marks, whole_number
from baomi.organization import policy
from baomi.registers import cells, drafts, forms, tokens, writes
from baomi.registers.declarations import FormGroup
from baomi.registers.pages.list import RegisterView

NOT_DRAFTED = {"csrfmiddlewaretoken", "token", "version"}


class FormView(RegisterView):
    """What new and edit share: groups, draft, the page."""

    def draft_key(self, record=None) -> str:
        return f"{self.register.name}:{record.pk if record else 'new'}"

    def show(self, form, record=None, *, status: int = 200, saved_at=None, token: str = "") -> HttpResponse:
        context = {
            "page_title": self.title(record),
            "register": self.register,
            "record": record,
            "crumbs": self._crumbs(record),
            "form": form,
            "groups": self._groups(form),
            "errors_summary": _summary(form),
            "warnings": mark_warnings(form.data),
            "saved_at": f"{timezone.localtime(saved_at):%H:%M}" if saved_at else "",
            "autosave_url": f"{self.request.path}draft/",
            "submit_label": self.submit_label(record),
            "cancel_url": self.register.record_url(record) if record else self.register.url,
            "version": record.version if record else None,
            "token": format_html('<input type="hidden" name="token" value="{}">', token) if token else "",
            "multipart": form.is_multipart(),
        }
        return render(self.request, "register/form.html", context, status=status)

    def title(self, record) -> str:
        if record is None:
            return self.register.add_label or f"新增{self.register.label}"
        return f"修改{self.register.label}"

    def submit_label(self, record) -> str:
        """The button repeats what the title says it does, unless saving is only the first half of it."""
        if record is not None:
            return "保存修改"
        return self.register.save_label or self.register.add_label or f"登记{self.register.label}"

    def _crumbs(self, record) -> list[dict]:
        crumbs = [{"label": self.register.label, "url": self.register.url}]
        if record is not None:
            crumbs.append({"label": self.register.heading(record), "url": self.register.record_url(record)})
        return crumbs + [{"label": self.title(record), "url": ""}]

    def _groups(self, form) -> list[dict]:
        declared = self.register.form_groups or (FormGroup("", tuple(form.fields)),)
        placed = {name for group in declared for name in group.fields}
        groups = [
            {"label": group.label, "fields": [form[name] for name in group.fields if name in form.fields],
             "note": group.note}
            for group in declared
        ]  # fmt: skip
        groups = [group for group in groups if group["fields"]]
        rest = [form[name] for name in form.fields if name not in placed]
        return [*groups, {"label": "其他", "fields": rest, "note": ""}] if rest else groups


class NewView(FormView):
    """GET and POST /<app>/<register>/new/"""

    def get(self, request: HttpRequest) -> HttpResponse:
        draft = drafts.load(request.user, self.draft_key())
        initial = {**request.GET.dict(), **(draft.data if draft else {})}
        form = forms.bound_form(self.register, request.user, initial=initial)
        return self.show(form, saved_at=draft.saved_at if draft else None, token=tokens.fresh())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = forms.bound_form(self.register, request.user, request.POST, request.FILES)
        token = request.POST.get("token", "")
        if not form.is_valid():
            # Of two clicks the second meets the record of the first: that is no mistake of the person's.
            again = tokens.done_before(request.user, token)
            return self._again(again) if again else self.show(form, status=422, token=token)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                record = writes.create(request.user, self.register, forms.clean_values(form))
                tokens.remember_result(used, self.register.record_url(record))
        except tokens.AlreadyDone as done:
            return self._again(done)
        except (ValidationError, Refusal) as error:
            add_error(form, error)
            return self.show(form, status=422, token=token)
        drafts.discard(request.user, self.draft_key())
        messages.success(request, self._saved(record))
        warn_of_marks(request, form.data)
        return redirect(self.register.record_url(record))

    def _saved(self, record) -> str:
        heading = self.register.heading(record)
        return f"已保存{heading}，还没有送审" if self.register.save_label else f"已登记{heading}"

    def _again(self, done: tokens.AlreadyDone) -> HttpResponse:
        messages.info(self.request, str(done))
        return redirect(done.url or self.register.url)


class EditView(FormView):
    """GET and POST /<app>/<register>/<pk>/edit/"""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        record = self.record(kwargs["pk"])
        policy.require(request.user, self.register.permission("change"), record)
        decision = self.register.editable(record, request.user)
        if not decision:
            raise Refusal(decision.reason, where=self.register.heading(record))
        self.current = record
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.current_draft()
        form = forms.bound_form(
            self.register, request.user, instance=self.current, initial=draft.data if draft else None
        )
        return self.show(form, self.current, saved_at=draft.saved_at if draft else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = forms.bound_form(
            self.register, request.user, self._chosen(request), request.FILES, instance=self.current
        )
        if not form.is_valid():
            return self.show(form, self.current, status=422)
        version = whole_number(request.POST.get("version"))
        if version is None:
            raise Refusal("这个页面已失效", how="请刷新后重新修改")
        try:
            values = forms.clean_values(form)
            before = self.register.model._base_manager.get(pk=pk)
            record = writes.change(request.user, self.register, before, values, version)
        except StaleRecord as stale:
            return self._conflict(form, stale.current)
        except (ValidationError, Refusal) as error:
            add_error(form, error)
            return self.show(form, self.current, status=422)
        drafts.discard(request.user, self.draft_key(record))
        messages.success(request, f"已保存{self.register.heading(record)}")
        warn_of_marks(request, form.data)
        return redirect(self.register.record_url(record))

    def current_draft(self):
        """What the user typed last, unless the record has been saved since: laid over it, it would undo that."""
        draft = drafts.load(self.request.user, self.draft_key(self.current))
        saved = self.current.updated_at
        if draft is None or saved is None or draft.saved_at >= saved:
            return draft
        when = f"{timezone.localtime(draft.saved_at):%Y-%m-%d %H:%M}"
        messages.warning(self.request, f"您 {when} 的草稿早于这份记录现在的内容，没有载入。")
        return None

    def _chosen(self, request: HttpRequest):
        """The posted data; after a conflict, with the other's value wherever the editor chose it."""
        data = request.POST.copy()
        form = forms.bound_form(self.register, request.user, instance=self.current)
        for name in form.fields:
            if data.get(f"choose-{name}") == "theirs":
                data.pop(name, None)
                value = form[name].value()
                data[name] = "" if value is None else value
        return data

    def _conflict(self, form, current) -> HttpResponse:
        """Both versions side by side, choice per field; nothing was written."""
        mine = forms.clean_values(form)
        differing = [name for name in mine if mine[name] != cells.value_of(current, name)]
        last = current.history.select_related("history_user__staff").first()
        conflict = {
            "url": self.request.path,
            "fields": [
                {
                    "name": name,
                    "label": form.fields[name].label,
                    "mine": cells.write(mine[name]),
                    "theirs": cells.write(cells.value_of(current, name)),
                }
                for name in differing
            ],
            "who": str(last.history_user) if last and last.history_user else "系统",
            "when": f"{timezone.localtime(current.updated_at):%H:%M}" if current.updated_at else "",
            "hidden": self._hidden_fields(form, current),
            "cancel_url": self.register.record_url(current),
        }
        context = {
            "page_title": "他人已改",
            "heading": self.register.heading(current),
            "register": self.register,
            "crumbs": self._crumbs(current),
            "conflict": conflict,
        }
        return render(self.request, "register/conflict.html", context, status=409)

    def _hidden_fields(self, form, current) -> list[tuple[str, str]]:
        """What the conflict page carries along: the current version and everything typed."""
        typed = [(name, item) for name in form.fields for item in form.data.getlist(form.add_prefix(name))]
        return [("version", current.version), *typed]


class DraftView(RegisterView):
    """POST …/new/draft/ and …/edit/draft/: keep what was typed; answers with the minute."""

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if pk is not None:
            policy.require(request.user, self.register.permission("change"), self.record(pk))
        data = {name: request.POST[name] for name in request.POST if name not in NOT_DRAFTED}
        data = {name: value for name, value in data.items() if not self._secret(name)}
        draft = drafts.save(request.user, f"{self.register.name}:{pk or 'new'}", data)
        return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})

    def _secret(self, name: str) -> bool:
        """Encrypted fields never go into a draft in the clear, nor does what this system class leaves out."""
        return name in self.register.left_out() or any(
            column.name == name and column.kind == "masked" for column in self._all_columns()
        )

    def _all_columns(self):
        yield from self.register.columns
        for section in self.register.sections:
            yield from section.columns


def add_error(form, error: ValidationError | Refusal) -> None:
    """Put an action's refusal back onto the form, field by field where it names fields."""
    if isinstance(error, Refusal):
        form.add_error(None, str(error))
    elif hasattr(error, "error_dict"):
        for name, items in error.error_dict.items():
            form.add_error(name if name in form.fields else None, items)
    else:
        form.add_error(None, error)


def _summary(form) -> list[dict]:
    """The field errors once more as a list; the template shows those that belong to no field by itself."""
    return [
        {"label": form.fields[name].label, "text": text, "anchor": form[name].id_for_label or f"field-{name}"}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]


def mark_warnings(data: Mapping) -> list[str]:
    """Level marks in the text that was typed, one sentence each: the system holds no secret content (domain §0.2)."""
    texts = [value for value in data.values() if isinstance(value, str)]
    found = [warning for text in texts for warning in secrecy_marks(text)]
    return list(dict.fromkeys(found))


def warn_of_marks(request: HttpRequest, data: Mapping) -> None:
    """Tell the writer after saving: the text is kept as typed, and he is asked to take the mark out."""
    for warning in mark_warnings(data):
        messages.warning(request, warning)
