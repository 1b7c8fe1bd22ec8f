"""Writing a nomination (F-01, F-02): the form beside its own screening, drafts while typing, handing in as a record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from awards import rules
from awards.actions import nominations as actions
from awards.choices import AwardKind
from awards.forms import NominationForm
from awards.models import AwardRound, Nomination
from awards.pages.nomination_sheets import (
    NOMINATIONS,
    ROUNDS,
    Sheet,
    asked,
    number,
    saved_sheet,
    sheet_of,
    subjects,
    unsaved_sheet,
)
from awards.registers.nominations import published_status
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.organization.actions.staff import set_photo
from baomi.registers import drafts, tokens
from baomi.registers.pages.edit import add_error, mark_warnings, warn_of_marks
from baomi.registers.pages.list import RegisterView

BAD_INPUT = 422
FORM_NAMES = {AwardKind.COLLECTIVE: "F-01", AwardKind.INDIVIDUAL: "F-02"}


class NominationPage(RegisterView):
    """What the pages of the form share."""

    register = NOMINATIONS

    def show(
        self, sheet: Sheet, form, *, data=None, status: int = 200, saved_at=None, token: str = ""
    ) -> HttpResponse:
        nomination = sheet.nomination
        award_round = nomination.round
        late = clock.now() > award_round.deadline and nomination.handed_in_at is None
        context = {
            "page_title": f"{award_round.award_name(sheet.kind)}{'推荐' if sheet.recommended else '申报'}",
            "crumbs": [
                {"label": ROUNDS.label, "url": ROUNDS.url},
                {"label": f"{award_round.year} 年度", "url": ROUNDS.record_url(award_round)},
                {"label": FORM_NAMES[sheet.kind], "url": ""},
            ],
            "status": dict(zip(("tone", "label"), _status(nomination), strict=True)),
            "nomination": nomination,
            "individual": sheet.kind == AwardKind.INDIVIDUAL,
            "subjects": [] if nomination.pk else subjects(self.request.user, sheet.kind),
            "subject_key": sheet.subject_key,
            "form": form,
            "groups": [
                {"label": group.label, "fields": [form[name] for name in group.fields if name in form.fields]}
                for group in form.GROUPS
                if any(name in form.fields for name in group.fields)
            ],
            "errors_summary": _summary(form),
            "warnings": mark_warnings(data or {}),
            "saved_at": f"{timezone.localtime(saved_at):%H:%M}" if saved_at else "",
            "autosave_url": f"/awards/nominations/draft/?{sheet.address}",
            "checks_url": f"/awards/nominations/checks/?{sheet.address}",
            "photo_url": f"/awards/nominations/photo/?{sheet.address}",
            "blank_url": f"{self.register.url}print/{FORM_NAMES[sheet.kind]}.pdf",
            "cancel_url": self.register.record_url(nomination)
            if nomination.pk
            else ROUNDS.record_url(award_round),
            "version": nomination.version if nomination.pk else None,
            "token": token,
            "due": award_round.deadline,
            "late": late,
            **sheet.side(data),
        }
        return render(self.request, "awards/nomination_form.html", context, status=status)


class NewView(NominationPage):
    """/awards/nominations/new/?kind=…&subject=…: typing keeps a draft; sending makes the record."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if "kind" not in request.GET:
            return self._which()
        award_round, kind = asked(request)
        key = number(request.GET.get("subject", ""))
        offered = subjects(request.user, kind)
        if key is None and len(offered) == 1:
            key = offered[0].pk
        if key is None:
            return render(
                request, "awards/nomination_subject.html", self._question(award_round, kind, offered)
            )
        sheet = unsaved_sheet(request.user, award_round, kind, key)
        draft = drafts.load(request.user, sheet.draft_key)
        data = _query(draft.data) if draft else None
        form = sheet.form(initial=draft.data if draft else None)
        return self.show(sheet, form, data=data, saved_at=draft and draft.saved_at, token=tokens.fresh())

    def post(self, request: HttpRequest) -> HttpResponse:
        award_round, kind = asked(request)
        sheet = unsaved_sheet(request.user, award_round, kind, number(request.GET.get("subject", "")))
        form, token = sheet.form(request.POST, request.FILES), request.POST.get("token", "")
        if not form.is_valid():
            return self.show(sheet, form, data=request.POST, status=BAD_INPUT, token=token)
        if "save" in request.POST:
            drafts.save(request.user, sheet.draft_key, _typed(form, request.POST))
            messages.success(request, "已存为草稿")
            warn_of_marks(request, form.data)
            return redirect(f"{request.path}?{sheet.address}")
        try:
            nomination = self._nominate(sheet, form, token)
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(done.url or self.register.url)
        except (ValidationError, Refusal) as error:
            if isinstance(error, NotFound):
                raise
            add_error(form, error)
            return self.show(sheet, form, data=request.POST, status=BAD_INPUT, token=token)
        drafts.discard(request.user, sheet.draft_key)
        messages.success(request, f"已送{nomination.approval.waiting_for}签字")
        warn_of_marks(request, form.data)
        if clock.now() > award_round.deadline:
            messages.warning(request, "申报截止已过，按逾期申报记录；是否按弃权处理在审核时认定。")
        return redirect(self.register.record_url(nomination))

    def _nominate(self, sheet: Sheet, form: NominationForm, token: str) -> Nomination:
        user, nomination = self.request.user, sheet.nomination
        subject = nomination.staff if sheet.kind == AwardKind.INDIVIDUAL else nomination.department
        with ledger.unit(user):
            used = tokens.claim(user, token)
            made = actions.nominate(
                user, nomination.round, sheet.kind, subject, form.values(), files=form.cleaned_data["files"]
            )
            tokens.remember_result(used, self.register.record_url(made))
        return made

    def _which(self) -> HttpResponse:
        """Reached from the list, without a kind: the two forms to choose from."""
        context = {
            "page_title": "申报先进",
            "crumbs": [
                {"label": NOMINATIONS.label, "url": NOMINATIONS.url},
                {"label": "申报先进", "url": ""},
            ],
            "kinds": [
                {"code": FORM_NAMES[kind], "label": kind.label, "url": f"?kind={kind}"} for kind in AwardKind
            ],
        }
        return render(self.request, "awards/nomination_kind.html", context)

    def _question(self, award_round: AwardRound, kind: AwardKind, offered: list) -> dict:
        return {
            "page_title": f"{award_round.award_name(kind)}申报",
            "crumbs": [
                {"label": ROUNDS.label, "url": ROUNDS.url},
                {"label": f"{award_round.year} 年度", "url": ROUNDS.record_url(award_round)},
                {"label": FORM_NAMES[kind], "url": ""},
            ],
            "award_round": award_round,
            "kind": kind,
            "individual": kind == AwardKind.INDIVIDUAL,
            "subjects": offered,
            "cancel_url": ROUNDS.record_url(award_round),
        }


class EditView(NominationPage):
    """/awards/nominations/<pk>/edit/: correct a returned or withdrawn nomination, and send it again."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.sheet = saved_sheet(request.user, kwargs["pk"])
        decision = actions.may_change(self.sheet.nomination)
        if not decision:
            raise Refusal(decision.reason, where=self.register.heading(self.sheet.nomination))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts.load(request.user, self.sheet.draft_key)
        if draft and self.sheet.nomination.updated_at and draft.saved_at < self.sheet.nomination.updated_at:
            draft = None  # what was saved since is newer than the draft
        form = self.sheet.form(initial=draft.data if draft else None)
        data = _query(draft.data) if draft else None
        return self.show(self.sheet, form, data=data, saved_at=draft and draft.saved_at)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.sheet.form(request.POST)
        version = number(request.POST.get("version", ""))
        if version is None:
            raise Refusal("这个页面已失效", how="请刷新后重新修改")
        if not form.is_valid():
            return self.show(self.sheet, form, data=request.POST, status=BAD_INPUT)
        current = Nomination.objects.get(pk=pk)
        try:
            changed = actions.change_nomination(request.user, current, form.values(), version)
        except StaleRecord as stale:
            add_error(form, stale)
            return self.show(self.sheet, form, data=request.POST, status=409)
        except (ValidationError, Refusal) as error:
            add_error(form, error)
            return self.show(self.sheet, form, data=request.POST, status=BAD_INPUT)
        drafts.discard(request.user, self.sheet.draft_key)
        warn_of_marks(request, form.data)
        if "save" in request.POST:
            messages.success(request, "已保存申报")
            return redirect(self.register.record_url(changed))
        return self._hand_in(changed)

    def _hand_in(self, nomination: Nomination) -> HttpResponse:
        try:
            approval = actions.hand_in_again(self.request.user, nomination)
        except (ValidationError, Refusal) as error:
            words = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
            messages.error(self.request, f"内容已保存，还没有送出：{words}")
            return redirect(f"{self.register.record_url(nomination)}edit/")
        messages.success(self.request, f"已送{approval.waiting_for}签字")
        return redirect(self.register.record_url(nomination))


class DraftView(View):
    """POST /awards/nominations/draft/: keep what was typed; answers with the minute."""

    def post(self, request: HttpRequest) -> HttpResponse:
        sheet = sheet_of(request)
        names = (*rules.FACTS[sheet.kind], "deeds")
        data = {name: request.POST[name] for name in names if name in request.POST}
        draft = drafts.save(request.user, sheet.draft_key, data)
        return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


class ChecksView(View):
    """POST /awards/nominations/checks/: the side column for what is typed so far. Writes nothing."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return render(
            request, "awards/nomination_side.html", {**sheet_of(request).side(request.POST), "swap": True}
        )


class PhotoView(View):
    """POST /awards/nominations/photo/: replace the portrait in the ledger of people, then back to the form."""

    def post(self, request: HttpRequest) -> HttpResponse:
        sheet = sheet_of(request)
        upload, staff = request.FILES.get("photo"), sheet.nomination.staff
        if staff is None or upload is None:
            raise Refusal("还没有选照片", how="请选择一张 JPG 或 PNG 照片")
        try:
            set_photo(request.user, staff, upload)
            messages.success(request, f"已更换 {staff.name} 的照片")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        if sheet.nomination.pk:
            return redirect(f"{NOMINATIONS.record_url(sheet.nomination)}edit/")
        return redirect(f"{NOMINATIONS.url}new/?{sheet.address}")


def _status(nomination: Nomination) -> tuple[str, str]:
    return published_status(nomination) if nomination.pk else ("draft", "草稿")


def _typed(form: NominationForm, data) -> dict:
    return {name: data[name] for name in (*rules.FACTS[form.KIND], "deeds") if name in data}


def _query(data: dict) -> QueryDict:
    """A kept draft in the shape of posted data."""
    query = QueryDict(mutable=True)
    query.update({name: value if isinstance(value, str) else "" for name, value in data.items()})
    return query


def _summary(form) -> list[dict]:
    return [
        {"label": form.fields[name].label, "text": text, "anchor": form[name].id_for_label or f"field-{name}"}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]
