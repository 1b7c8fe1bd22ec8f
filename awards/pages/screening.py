"""Screening: which conditions each nominee meets, unmet first; a person judges what the books cannot (picture 04)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import rules
from awards.actions import rounds as round_actions
from awards.actions import screening as actions
from awards.choices import AwardKind, CheckResult, NominationStage, RoundState
from awards.models import Nomination, ScreeningCheck
from awards.pages.years import BAD_INPUT, RoundPage
from awards.registers.nominations import NominationRegister
from baomi.approvals import trail
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.registers import cells
from baomi.registers.declarations import registry
from baomi.registers.pages.list import RegisterView
from reviews.forms import DeadlineForm

NOMINATIONS = registry.get(NominationRegister.app, NominationRegister.slug)
MARKS = {CheckResult.MET: "met", CheckResult.NOT_MET: "unmet", CheckResult.JUDGE: "judge"}
ORDER = (CheckResult.NOT_MET, CheckResult.JUDGE, CheckResult.MET)
FORM_ID = "judge-form"


class StartView(RoundPage):
    """/awards/rounds/<pk>/screening/start/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        received = actions.received(award_round)
        left = actions.outstanding(award_round)
        words = "按台账逐条核对；之后受理的申报随到随核。"
        if left:
            words = f"还有 {left} 个部门没有报齐或申报没有办完，可在审核期间继续报送，按逾期记录。{words}"
        return self.ask(
            award_round,
            f"开始审核 {len(received)} 份申报？",
            f"审核 {len(received)} 份申报",
            explanation=words,
            columns=["编号", "申报对象", "奖项", "部门"],
            rows=[
                [item.number, item.subject, item.get_kind_display(), item.department.name]
                for item in received
            ],
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = actions.start_screening(request.user, self.record(pk))
        messages.success(request, "已开始审核，条件按台账核对完毕")
        return redirect(f"{self.register.record_url(award_round)}screening/")


class ExtendView(RoundPage):
    """/awards/rounds/<pk>/extend/: more time for nominations."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self.record(pk), DeadlineForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round, form = self.record(pk), DeadlineForm(request.POST)
        if not form.is_valid():
            return self._show(award_round, form, BAD_INPUT)
        values = form.cleaned_data
        try:
            award_round = round_actions.move_deadline(
                request.user, award_round, values["until"], values["reason"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            messages.error(request, str(refusal))
            return self._show(award_round, form, BAD_INPUT)
        messages.success(request, f"申报截止已改为 {clock.written(award_round.deadline)}")
        return redirect(self.register.record_url(award_round))

    def _show(self, award_round, form, status: int = 200) -> HttpResponse:
        return self.ask(
            award_round,
            "延长申报时间？",
            "延长申报",
            form=form,
            status=status,
            explanation=f"现在的申报截止是 {clock.written(award_round.deadline)}，只能延后。年度材料的截止另行调整。",
        )


class OverviewView(RoundPage):
    """/awards/rounds/<pk>/screening/: every nominee with what is unmet and what is left to a person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        rows = award_round.nominations.live().exclude(stage=NominationStage.DRAFT)
        rows = rows.select_related("department", "staff", "approval").prefetch_related("checks")
        listed = sorted((_overview_row(row) for row in rows), key=lambda row: row["order"])
        context = {
            "page_title": f"{award_round.year} 年度条件审核",
            "crumbs": self.crumbs(award_round, "审核条件"),
            "award_round": award_round,
            "status": dict(zip(("tone", "label"), self.register.status(award_round), strict=True)),
            "groups": [
                {"label": award_round.award_name(kind), "quota": award_round.quota(kind),
                 "rows": [row for row in listed if row["nomination"].kind == kind]}
                for kind in AwardKind
            ],
            "screening": award_round.state == RoundState.SCREENING,
            "recompute_url": f"{self.register.record_url(award_round)}screening/recompute/",
            "propose_url": f"{self.register.record_url(award_round)}propose/",
        }  # fmt: skip
        return render(request, "awards/screening.html", context)


class RecomputeView(RoundPage):
    """POST /awards/rounds/<pk>/screening/recompute/"""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        moved = actions.recompute(request.user, award_round)
        messages.success(
            request, f"已重新核对，{moved} 项结果有变化" if moved else "已重新核对，结果没有变化"
        )
        return redirect(f"{self.register.record_url(award_round)}screening/")


class JudgePage(RegisterView):
    """What the pages of one nominee's conditions share."""

    register = NOMINATIONS

    def url(self, nomination: Nomination) -> str:
        return f"{self.register.record_url(nomination)}screening/"


class NomineeView(JudgePage):
    """/awards/nominations/<pk>/screening/: the nominee's conditions and the judgements of this office."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.record(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        nomination = self.record(pk)
        reason = request.POST.get("reason", "")
        typed = self._typed(nomination)
        try:
            with ledger.unit(request.user):
                for check, result in typed:
                    actions.judge(request.user, check, result, reason)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.show(nomination, BAD_INPUT)
        if not typed:
            raise Refusal("没有新的认定", how="请在条件核对中逐项选定")
        messages.success(request, f"已认定 {len(typed)} 项")
        return redirect(self.url(nomination))

    def _typed(self, nomination: Nomination) -> list[tuple[ScreeningCheck, str]]:
        """The conditions left to a person whose answer was given now, or given anew."""
        given = {check: self.request.POST.get(f"judge-{check.pk}", "") for check in nomination.checks.all()}
        return [
            (check, result)
            for check, result in given.items()
            if result and check.computed == CheckResult.JUDGE and (result != check.judged or check.moved)
        ]

    def show(self, nomination: Nomination, status: int = 200) -> HttpResponse:
        award_round = nomination.round
        open_now = award_round.state == RoundState.SCREENING
        checks = sorted(nomination.checks.all(), key=lambda check: ORDER.index(check.result))
        judged = [check for check in checks if check.judged]
        waiting = sum(check.result == CheckResult.JUDGE for check in checks)
        context = {
            "page_title": self.register.heading(nomination),
            "crumbs": [
                {"label": award_round.title, "url": f"/awards/rounds/{award_round.pk}/"},
                {"label": "审核条件", "url": f"/awards/rounds/{award_round.pk}/screening/"},
                {"label": nomination.number, "url": self.register.record_url(nomination)},
            ],
            "status": dict(zip(("tone", "label"), self.register.status(nomination), strict=True)),
            "nomination": nomination,
            "sections": _sections(nomination, self.request.user),
            "record_url": self.register.record_url(nomination),
            "checks": [self._row(check, open_now=open_now) for check in checks],
            "computed_at": max((check.computed_at for check in checks), default=None),
            "tally": {
                "met": sum(check.result == CheckResult.MET for check in checks),
                "unmet": sum(check.result == CheckResult.NOT_MET for check in checks),
                "judge": waiting,
                "judged": len(judged),
            },
            "judged": judged,
            "answerable": open_now and any(check.computed == CheckResult.JUDGE for check in checks),
            "waiting": waiting,
            "reason": self.request.POST.get("reason", ""),
            "form_id": FORM_ID,
            "rounds": trail.rounds(nomination.approval) if nomination.approval_id else [],
            **self._neighbours(nomination),
        }
        return render(self.request, "awards/screening_nominee.html", context, status=status)

    def _row(self, check: ScreeningCheck, *, open_now: bool) -> dict:
        choices = []
        if open_now and check.computed == CheckResult.JUDGE:
            chosen = self.request.POST.get(f"judge-{check.pk}", check.judged)
            choices = [
                {
                    "name": f"judge-{check.pk}",
                    "value": item.value,
                    "label": item.label,
                    "checked": chosen == item,
                }
                for item in (CheckResult.MET, CheckResult.NOT_MET)
            ]
        return {
            "id": f"check-{check.pk}",
            "label": check.label,
            "result": MARKS[check.result],
            "word": f"已认定：{check.get_judged_display()}" if check.judged else "",
            "evidence": check.evidence,
            "moved": moved_words(check),
            "link_label": "查看记录",
            "link_url": check.evidence_url,
            "choices": choices,
            "form": FORM_ID,
            "clause": check.clause,
            "override_url": f"/awards/checks/{check.pk}/override/"
            if open_now and check.computed != CheckResult.JUDGE
            else "",
        }

    def _neighbours(self, nomination: Nomination) -> dict:
        """The nominee before and after, in the order of the overview."""
        keys = list(
            Nomination.objects.filter(round=nomination.round_id, checks__isnull=False)
            .order_by("kind", "department__path", "pk")
            .values_list("pk", flat=True)
            .distinct()
        )
        if nomination.pk not in keys:
            return {}
        index = keys.index(nomination.pk)
        before, after = keys[:index], keys[index + 1 :]
        return {
            "previous_url": f"{self.register.url}{before[-1]}/screening/" if before else "",
            "next_url": f"{self.register.url}{after[0]}/screening/" if after else "",
            "place": index + 1,
            "count": len(keys),
        }


class OverrideView(JudgePage):
    """/awards/checks/<pk>/override/: decide against the books, with the reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask(self._check(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self._check(pk)
        try:
            actions.judge(request.user, check, opposite(check), request.POST.get("reason", ""))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._ask(check, BAD_INPUT)
        messages.success(request, f"已认定“{check.label}”，理由已记入操作记录")
        return redirect(self.url(check.nomination))

    def _check(self, pk: int) -> ScreeningCheck:
        found = (
            ScreeningCheck.objects.select_related("nomination__round", "nomination__staff")
            .filter(pk=pk)
            .first()
        )
        if found is None or found.computed == CheckResult.JUDGE:
            raise NotFound("没有这条核对")
        self.record(found.nomination_id)
        return found

    def _ask(self, check: ScreeningCheck, status: int = 200) -> HttpResponse:
        result = CheckResult(opposite(check))
        context = {
            "page_title": f"认定为{result.label}",
            "question": f"把“{check.label}”认定为{result.label}？",
            "explanation": f"{check.nomination.subject}　{check.evidence}　{check.clause}。"
            f"核对结果是“{check.get_computed_display()}”。",
            "reason_field": {"name": "reason", "label": "理由"},
            "button": f"认定为{result.label}",
            "danger": result == CheckResult.NOT_MET,
            "action_url": self.request.path,
            "cancel_url": self.url(check.nomination),
        }
        return render(self.request, "register/confirm.html", context, status=status)


def opposite(check: ScreeningCheck) -> str:
    """What the override page offers: the other of the two results than the one in force."""
    return CheckResult.NOT_MET if check.result == CheckResult.MET else CheckResult.MET


def moved_words(check: ScreeningCheck) -> str:
    """That the books say something else now than when it was judged."""
    if not check.moved:
        return ""
    before, after = check.get_judged_on_display(), check.get_computed_display()
    return f"认定之后台账有变：核对由“{before}”变为“{after}”，请重新认定"


def _overview_row(nomination: Nomination) -> dict:
    checks = list(nomination.checks.all())
    unmet = [check.label for check in checks if check.result == CheckResult.NOT_MET]
    judge = [check.label for check in checks if check.result == CheckResult.JUDGE]
    moved = [check.label for check in checks if check.moved]
    decision = rules.may_be_candidate(nomination, checks)
    return {
        "nomination": nomination,
        "order": (not unmet, not judge, nomination.department.path, nomination.pk),
        "url": f"/awards/nominations/{nomination.pk}/screening/"
        if checks
        else f"/awards/nominations/{nomination.pk}/",
        "status": dict(zip(("tone", "label"), NOMINATIONS.status(nomination), strict=True)),
        "unmet": unmet,
        "judge": judge,
        "moved": moved,
        "met": sum(check.result == CheckResult.MET for check in checks),
        "total": len(checks),
        "ready": bool(decision),
    }


def _sections(nomination: Nomination, user) -> list[dict]:
    return [
        {
            "label": section.label,
            "columns": 2,
            "rows": [
                {
                    "label": column.label,
                    "value_html": cells.cell(column, nomination).html,
                    "kind": column.kind,
                }
                for column in section.columns
            ],
        }
        for section in NOMINATIONS.sections
        if section.visible is None or section.visible(user, nomination)
    ]
