"""公示: the names and the period, objections registered and settled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import honour_rules as rules
from awards.actions import honours as actions
from awards.ballot_forms import FindingForm, ObjectionForm, PublicityForm
from awards.choices import AwardKind, NominationStage, ObjectionState, RoundState
from awards.models import AwardRound, Objection
from awards.pages.ballot_runs import add_problem
from awards.pages.years import RoundPage
from awards.registers.honours import ObjectionRegister
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.organization import calendar, parameters, policy
from baomi.registers import tokens
from baomi.registers.declarations import RecordAction, registry
from baomi.registers.pages.list import RegisterView

OBJECTIONS = registry.get(ObjectionRegister.app, ObjectionRegister.slug)
BAD_INPUT = 422


class PublicityView(RoundPage):
    """/awards/rounds/<pk>/publicity/: asks where and from when; once public, shows names and objections."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        if award_round.publicity_from is None:
            return self.question(award_round, PublicityForm())
        return self.show(award_round)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        form = PublicityForm(request.POST)
        if form.is_valid():
            try:
                public = actions.start_publicity(request.user, award_round, **form.cleaned_data)
            except Refusal as refusal:
                add_problem(form, "starts", refusal)
            else:
                messages.success(request, f"已开始公示，到 {public.publicity_until} 止")
                return redirect(request.path)
        return self.question(award_round, form, BAD_INPUT)

    def question(self, award_round: AwardRound, form: PublicityForm, status: int = 200) -> HttpResponse:
        decision = rules.may_publish(award_round)
        if not decision:
            raise decision.refusal()
        rows = actions.passed(award_round)
        days = parameters.value("awards.publicity_workdays")
        until = calendar.add_workdays(clock.today(), days)
        provisional = "（暂定，明年日历尚未登记）" if until.provisional else ""
        return self.ask(
            award_round,
            f"公示 {len(rows)} 个拟表彰对象？",
            f"公示 {len(rows)} 个对象",
            explanation=f"公示 {days} 个工作日，起始日不计；今天起的到 {until.day} 止{provisional}。公示期内受理异议。",
            form=form,
            columns=["奖项", "拟表彰", "部门"],
            rows=[[row.get_kind_display(), row.subject, row.department.name] for row in rows],
            status=status,
        )

    def show(self, award_round: AwardRound) -> HttpResponse:
        rows = actions.passed(award_round)
        context = {
            "page_title": "公示与异议",
            "crumbs": self.crumbs(award_round, "公示"),
            "round": award_round,
            "running": award_round.state == RoundState.PUBLICITY,
            "over": award_round.publicity_until is not None and clock.today() > award_round.publicity_until,
            "groups": [
                {"label": award_round.award_name(kind), "rows": [row for row in rows if row.kind == kind]}
                for kind in AwardKind
            ],
            "objections": award_round.objections.select_related(
                "nomination__staff", "nomination__department"
            ),
            "open_count": award_round.objections.filter(state=ObjectionState.OPEN).count(),
            "actions": self.buttons(award_round),
        }
        return render(self.request, "awards/publicity.html", context)

    def buttons(self, award_round: AwardRound) -> list[RecordAction]:
        url = self.register.record_url(award_round)
        found = [RecordAction("打印公示", f"{url}print/S-08.pdf")]
        if award_round.state != RoundState.PUBLICITY:
            return found
        if policy.can(self.request.user, "awards.publicity.run", award_round):
            found.append(RecordAction("登记异议", f"{url}objections/new/"))
        if policy.can(self.request.user, "awards.decision.write", award_round):
            decision = rules.may_decide(award_round, clock.today())
            found.append(
                RecordAction(
                    "拟写表彰决定",
                    f"{url}decision/",
                    primary=bool(decision),
                    locked=not decision,
                    reason=decision.reason,
                )
            )
        return found


class NewObjectionView(RoundPage):
    """/awards/rounds/<pk>/objections/new/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        return self.question(award_round, ObjectionForm(self.public(award_round)), tokens.fresh())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        form = ObjectionForm(self.public(award_round), request.POST)
        token = request.POST.get("token", "")
        if not form.is_valid():
            return self.question(award_round, form, token, BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                made = actions.raise_objection(request.user, **form.cleaned_data)
                tokens.remember_result(used, OBJECTIONS.record_url(made))
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(done.url or OBJECTIONS.url)
        except Refusal as refusal:
            add_problem(form, "received_on", refusal)
            return self.question(award_round, form, token, BAD_INPUT)
        messages.success(request, f"已登记异议 {made.number}，办结前不能作出表彰决定")
        return redirect(OBJECTIONS.record_url(made))

    def public(self, award_round: AwardRound):
        rows = award_round.nominations.filter(stage=NominationStage.PASSED)
        return rows.select_related("department", "staff").order_by("kind", "rank", "pk")

    def question(self, award_round: AwardRound, form, token: str, status: int = 200) -> HttpResponse:
        if award_round.state != RoundState.PUBLICITY:
            raise Refusal(f"这轮评选{award_round.get_state_display()}，不在公示期", where=award_round.title)
        return self.ask(
            award_round,
            "登记公示异议",
            "登记异议",
            explanation=f"公示期 {award_round.publicity_from} 至 {award_round.publicity_until}。只写编号、代号或脱敏名，不写涉密内容。",
            form=form,
            hidden=[("token", token)],
            cancel_url=f"{self.register.record_url(award_round)}publicity/",
            status=status,
        )


class SettleView(RegisterView):
    """/awards/objections/<pk>/settle/"""

    register = OBJECTIONS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.question(self.record(pk), FindingForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        objection, form = self.record(pk), FindingForm(request.POST)
        if form.is_valid():
            upheld = form.cleaned_data["upheld"] == "yes"
            try:
                actions.settle_objection(
                    request.user, objection, upheld=upheld, finding=form.cleaned_data["finding"]
                )
            except Refusal as refusal:
                add_problem(form, "finding", refusal)
            else:
                name = objection.nomination.subject
                messages.success(request, f"异议成立，{name}已撤出名单" if upheld else "异议不成立，名单不变")
                return redirect(self.register.record_url(objection))
        return self.question(objection, form, BAD_INPUT)

    def question(self, objection: Objection, form: FindingForm, status: int = 200) -> HttpResponse:
        context = {
            "page_title": "办结异议",
            "question": f"办结对{objection.nomination.subject}的异议？",
            "explanation": "成立的，对象撤出名单，空出的名额不递补。办结后不能再改。",
            "button": "办结异议",
            "form": form,
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(objection),
        }
        return render(self.request, "register/confirm.html", context, status=status)
