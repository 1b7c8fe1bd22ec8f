"""Writing a summary with its list on one page, and the office's remarks beside the rows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal, StaleRecord
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.registers import drafts, forms
from baomi.registers.declarations import registry
from baomi.registers.pages import edit
from baomi.registers.pages.list import RegisterView
from reviews import rules
from reviews.actions import summaries as actions
from reviews.choices import ItemAnswer
from reviews.forms import SummaryItemForm
from reviews.models import Summary
from reviews.pages.campaigns import BAD_INPUT
from reviews.procedures import deadline_of
from reviews.registers import SummaryRegister


class SummaryEditView(edit.EditView):
    """/reviews/summaries/<pk>/edit/: the register's form page, with the list below the six parts.

    The button 送部门负责人 saves first and then hands in, so that nothing typed is lost whatever is still missing.
    """

    register = registry.get(SummaryRegister.app, SummaryRegister.slug)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.current_draft()
        form = forms.bound_form(
            self.register, request.user, instance=self.current, initial=draft.data if draft else None
        )
        self.item_forms = _item_forms(self.current, draft.data if draft else None)
        return self.show(form, self.current, saved_at=draft.saved_at if draft else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        chosen = self._chosen(request)
        form = forms.bound_form(self.register, request.user, chosen, instance=self.current)
        self.item_forms = _item_forms(self.current, request.POST)
        wrong = [row for row in self.item_forms if row.is_bound and not row.is_valid()]
        if not form.is_valid() or wrong:
            return self.show(form, self.current, status=BAD_INPUT)
        version = whole_number(request.POST.get("version"))
        if version is None:
            raise Refusal("这个页面已失效", how="请刷新后重新修改")
        try:
            record = self._change(form, version)
        except StaleRecord as stale:
            return self._conflict(form, stale.current)
        except (ValidationError, Refusal) as error:
            edit.add_error(form, error)
            return self.show(form, self.current, status=BAD_INPUT)
        drafts.discard(request.user, self.draft_key(record))
        edit.warn_of_marks(request, form.data)
        if "hand_in" in request.POST:
            return self._hand_in(record)
        messages.success(request, "已保存总结和清单")
        return redirect(self.register.record_url(record))

    def _change(self, form, version: int) -> Summary:
        changed = {
            row.item.pk: row.cleaned_data for row in self.item_forms if row.is_bound and row.has_changed()
        }
        record = Summary.objects.get(pk=self.current.pk)
        return actions.change_summary(self.request.user, record, forms.clean_values(form), version, changed)

    def _hand_in(self, record: Summary) -> HttpResponse:
        request = self.request
        try:
            approval = actions.hand_in(request.user, record)
        except Refusal as refusal:
            messages.error(request, f"内容已保存，还没有送出：{refusal}")
            return redirect(f"{self.register.record_url(record)}edit/")
        messages.success(request, f"已送{approval.waiting_for}签字")
        deadline = deadline_of(record)
        if rules.is_late(record, deadline, clock.now()):
            messages.warning(request, late_sentence(rules.due_at(record, deadline)))
        return redirect(self.register.record_url(record))

    def show(self, form, record=None, *, status: int = 200, saved_at=None, token: str = "") -> HttpResponse:
        context = self.context(form, record, saved_at, status)
        return render(self.request, "reviews/summary_form.html", context, status=status)

    def context(self, form, record: Summary, saved_at, status: int) -> dict:
        due = rules.due_at(record, record.deadline_at)
        problems = [
            {"label": row.item.name, "text": text, "anchor": f"item-{row.item.pk}"}
            for row in self.item_forms
            if status == BAD_INPUT
            for texts in row.errors.values()
            for text in texts
        ]
        return {
            "page_title": f"{record.campaign.year} 年度保密工作总结",
            "register": self.register,
            "record": record,
            "crumbs": self._crumbs(record),
            "status": dict(zip(("tone", "label"), self.register.status(record), strict=True)),
            "form": form,
            "groups": self._groups(form),
            "items": [_item_row(row, shown=status == BAD_INPUT) for row in self.item_forms],
            "errors_summary": edit._summary(form) + problems,
            "warnings": edit.mark_warnings(form.data),
            "saved_at": f"{saved_at.astimezone(clock.SHANGHAI):%H:%M}" if saved_at else "",
            "autosave_url": f"{self.request.path}draft/",
            "cancel_url": self.register.record_url(record),
            "preview_url": f"{self.register.record_url(record)}print/F-03/",
            "preview_label": "预览 F-03",
            "version": record.version,
            "missing": rules.missing(record),
            "late": late_sentence(due) if rules.is_late(record, record.deadline_at, clock.now()) else "",
            "due": due,
        }

    def _hidden_fields(self, form, current) -> list[tuple[str, str]]:
        """After a conflict the ticked list is carried along with the six parts."""
        rows = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name.startswith(("item-", "initial-item-"))
            for value in values
        ]
        return super()._hidden_fields(form, current) + rows


def late_sentence(due) -> str:
    return f"报送截止 {clock.written(due)} 已过，按逾期报送；由保密办写明原因后接收。已填内容都在。"


def _item_forms(summary: Summary, data=None) -> list[SummaryItemForm]:
    """One form per row of the list, bound where `data` (posted or drafted) speaks of the row."""
    given = data or {}
    return [
        SummaryItemForm(item, given if f"item-{item.pk}-answer" in given else None)
        for item in summary.items.all()
    ]


def _item_row(row: SummaryItemForm, *, shown: bool) -> dict:
    item = row.item
    return {
        "item": item,
        "form": row,
        "errors": [text for texts in row.errors.values() for text in texts] if shown else [],
        "done": item.answer != ItemAnswer.OPEN,
    }


class RemarksView(RegisterView):
    """/reviews/summaries/<pk>/remarks/: 审核意见 beside the rows, before the office signs its step."""

    register = registry.get(SummaryRegister.app, SummaryRegister.slug)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        summary = self.record(pk)
        require(rules.may_remark(summary))
        context = {
            "page_title": "填写审核意见",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": self.register.heading(summary), "url": self.register.record_url(summary)},
                {"label": "审核意见", "url": ""},
            ],
            "items": summary.items.all(),
            "cancel_url": self.register.record_url(summary),
        }
        return render(request, "reviews/remarks.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        summary = self.record(pk)
        policy.require(request.user, "reviews.summary.receive", summary)
        remarks = {
            item.pk: request.POST[f"remark-{item.pk}"]
            for item in summary.items.all()
            if f"remark-{item.pk}" in request.POST
        }
        actions.remark_items(request.user, summary, remarks)
        messages.success(request, "已保存审核意见，请签署接收或退回")
        edit.warn_of_marks(request, request.POST)
        return redirect(self.register.record_url(summary))
