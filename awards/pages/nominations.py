"""Writing a nomination (F-01, F-02): the form beside its own screening, drafts while typing, handing in as a record."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from awards import parameters, rules, screening
from awards.actions import nominations as actions
from awards.choices import AwardKind, CheckResult
from awards.forms import FORMS, NominationForm
from awards.models import AwardRound, Nomination
from awards.registers.nominations import NominationRegister
from awards.registers.rounds import RoundRegister
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal, StaleRecord
from baomi.core.validators import secrecy_marks
from baomi.organization import parameters as numbers
from baomi.organization import policy
from baomi.organization.actions.staff import set_photo
from baomi.organization.choices import SecrecyRole
from baomi.organization.models import Department, Staff
from baomi.registers import drafts, tokens
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import add_error
from baomi.registers.pages.list import RegisterView

BAD_INPUT = 422
ROUNDS = registry.get(RoundRegister.app, RoundRegister.slug)
NOMINATIONS = registry.get(NominationRegister.app, NominationRegister.slug)
WRITE = "awards.nomination.write"
FORM_NAMES = {AwardKind.COLLECTIVE: "F-01", AwardKind.INDIVIDUAL: "F-02"}
MARKS = {CheckResult.MET: "met", CheckResult.NOT_MET: "unmet", CheckResult.JUDGE: "judge"}
ORDER = (CheckResult.NOT_MET, CheckResult.JUDGE, CheckResult.MET)


@dataclass
class Sheet:
    """One form on the screen: a nomination, saved or not yet, with what the registers give of it."""

    user: object
    nomination: Nomination
    address: str

    def __post_init__(self):
        self.kind = AwardKind(self.nomination.kind)
        self.facts = actions.ledger_facts(self.nomination)
        self.recommended = self.nomination.recommended

    @property
    def draft_key(self) -> str:
        nomination = self.nomination
        if nomination.pk:
            return f"awards.nominations:{nomination.pk}"
        return f"awards.nominations:{nomination.round_id}:{self.kind}:{self.subject_key}"

    @property
    def subject_key(self) -> int:
        return (
            self.nomination.staff_id if self.kind == AwardKind.INDIVIDUAL else self.nomination.department_id
        )

    def form(self, data=None, files=None, initial=None) -> NominationForm:
        return FORMS[self.kind](
            data,
            files,
            instance=self.nomination,
            initial=initial,
            nomination=self.nomination,
            facts=self.facts,
        )

    def side(self, data) -> dict:
        """Checks, missing cells and quota for what is typed so far; nothing is written."""
        probe = self.nomination
        if data is not None:
            form = self.form(data)
            form.is_valid()
            actions.fill(probe, form.values())
        [found] = screening.findings_of(probe.round, [probe])
        missing = rules.missing(probe, numbers.value(parameters.DEEDS_MIN))
        decision = rules.in_scope(probe)
        counts = {mark: sum(MARKS[item.result] == mark for item in found) for mark in MARKS.values()}
        words = [(counts["met"], "满足"), (counts["unmet"], "未满足"), (counts["judge"], "判断")]
        return {
            "checks_label": "资格核对",
            "checks": [
                {"label": item.label, "result": MARKS[item.result], "evidence": item.evidence}
                for item in sorted(found, key=lambda item: ORDER.index(item.result))
            ],
            "checks_counts": "　".join(f"{count} {word}" for count, word in words if count),
            "missing": missing,
            "side_panels": [self._quota()],
            "submit_label": "送保密办主任" if self.recommended else "送部门负责人",
            "submit_reason": f"还差 {len(missing)} 项" if missing else ("" if decision else decision.reason),
        }

    def _quota(self) -> dict:
        award_round, kind = self.nomination.round, self.kind
        live = award_round.nominations.live().filter(kind=kind).exclude(pk=self.nomination.pk)
        top = self.nomination.department.top
        own = live.filter(department__path__startswith=top.path).count()
        total, quota = live.count(), award_round.quota(kind)
        word = "个" if kind == AwardKind.COLLECTIVE else "人"
        return {
            "label": "本部门名额",
            "template": "awards/quota_panel.html",
            "context": {
                "words": f"{top.name}已报 {own} {word}，本份为第 {own + 1} {word}；全校名额 {quota}，部门不限。",
                "within": min(total + 1, quota),
                "over": max(total + 1 - quota, 0),
                "quota": quota,
                "total": f"全校已报 {total} {word}",
            },
        }


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
            "warnings": secrecy_marks(data.get("deeds", "")) if data else [],
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
        key = _number(request.GET.get("subject", ""))
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
        sheet = unsaved_sheet(request.user, award_round, kind, _number(request.GET.get("subject", "")))
        form, token = sheet.form(request.POST, request.FILES), request.POST.get("token", "")
        if not form.is_valid():
            return self.show(sheet, form, data=request.POST, status=BAD_INPUT, token=token)
        if "save" in request.POST:
            drafts.save(request.user, sheet.draft_key, _typed(form, request.POST))
            messages.success(request, "已存为草稿")
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
        version = _number(request.POST.get("version", ""))
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


def asked(request: HttpRequest) -> tuple[AwardRound, AwardKind]:
    """The round and the kind the address names; without a round the one that receives now."""
    kind = request.GET.get("kind", "")
    if kind not in AwardKind.values:
        raise NotFound("没有这种申报")
    rows = ROUNDS.visible(request.user)
    key = _number(request.GET.get("round", ""))
    found = rows.filter(pk=key).first() if key else rows.filter(state__in=rules.RECEIVING).first()
    if found is None:
        raise Refusal("现在没有可申报的评选", how="请等保密办发布通知")
    decision = rules.receiving(found)
    if not decision:
        raise decision.refusal()
    return found, AwardKind(kind)


def subjects(user, kind: AwardKind) -> list[Department] | list[Staff]:
    """Whom the user may put forward: classified departments, or people of the three groups, within his reach."""
    if kind == AwardKind.COLLECTIVE:
        return list(policy.scope(user, WRITE, Department.objects.classified()).order_by("path"))
    wanted = Q(secrecy_role__in=[role for roles in rules.ROLES_OF.values() for role in roles]) | ~Q(grade="")
    people = (
        Staff.objects.active().filter(wanted | ~Q(secrecy_role=SecrecyRole.NONE)).select_related("department")
    )
    return list(policy.scope(user, WRITE, people).order_by("department__path", "pinyin", "pk"))


def unsaved_sheet(user, award_round: AwardRound, kind: AwardKind, key: int | None) -> Sheet:
    """The form for a department or person within reach. Raises NotFound otherwise."""
    if kind == AwardKind.COLLECTIVE:
        rows = Department.objects.select_related("head", "parent")
    else:
        rows = Staff.objects.select_related("department__parent")
    subject = policy.scope(user, WRITE, rows.filter(pk=key)).first()
    if subject is None:
        raise NotFound("没有这条记录")
    values = (
        {"category": next(iter(rules.categories_of(subject)), "")} if kind == AwardKind.INDIVIDUAL else {}
    )
    nomination = actions.prepare(award_round, kind, subject, values)
    nomination.recommended = not policy.can(user, "awards.nomination.nominate", nomination)
    return Sheet(user, nomination, f"round={award_round.pk}&kind={kind}&subject={key}")


def saved_sheet(user, key: int | None) -> Sheet:
    """The form of a nomination the user may write. Raises NotFound or NotPermitted."""
    nomination = NOMINATIONS.visible(user).filter(pk=key).first()
    if nomination is None:
        raise NotFound("没有这条记录")
    verb = "recommend" if nomination.recommended else "nominate"
    policy.require(user, f"awards.nomination.{verb}", nomination)
    return Sheet(user, nomination, f"pk={nomination.pk}")


def sheet_of(request: HttpRequest) -> Sheet:
    """The form that the page's own address names."""
    key = _number(request.GET.get("pk", ""))
    if key is not None:
        return saved_sheet(request.user, key)
    award_round, kind = asked(request)
    return unsaved_sheet(request.user, award_round, kind, _number(request.GET.get("subject", "")))


def _status(nomination: Nomination) -> tuple[str, str]:
    return NOMINATIONS.status(nomination) if nomination.pk else ("draft", "草稿")


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


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
