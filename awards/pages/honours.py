"""The 表彰 decision: drafted, then put in force when its paper is recorded."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import honour_rules as rules
from awards.actions import honours as actions
from awards.ballot_forms import DecisionForm, EffectForm
from awards.choices import AwardKind
from awards.models import AwardRound, Decision
from awards.pages.ballot_runs import add_problem
from awards.pages.publicity import BAD_INPUT
from awards.pages.years import RoundPage
from awards.registers.honours import DecisionRegister
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.registers.declarations import registry
from baomi.registers.forms import clean_values
from baomi.registers.pages.list import RegisterView

DECISIONS = registry.get(DecisionRegister.app, DecisionRegister.slug)


def default_title(award_round: AwardRound) -> str:
    return (
        f"关于表彰 {award_round.year} 年度{award_round.collective_name}和{award_round.individual_name}的决定"
    )


def default_body(award_round: AwardRound) -> str:
    """What the draft starts from: our wording, one line a paragraph; the names follow by themselves."""
    rows = actions.passed(award_round)
    collectives = sum(row.kind == AwardKind.COLLECTIVE for row in rows)
    return (
        f"{award_round.year} 年度，各部门落实保密工作责任，较好完成了全年保密工作任务。"
        f"经部门申报、条件审核、保密委员会表决和公示，决定对 {collectives} 个集体、{len(rows) - collectives} 名个人予以表彰。\n"
        "希望受表彰的集体和个人再接再厉；各部门以他们为榜样，把保密要求落实到各项工作中。"
    )


class DecisionView(RoundPage):
    """/awards/rounds/<pk>/decision/: the draft; one there already opens its own page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        draft = Decision.objects.filter(round=award_round).first()
        if draft is not None:
            return redirect(DECISIONS.record_url(draft))
        decision = rules.may_decide(award_round, clock.today())
        if not decision:
            raise decision.refusal()
        return self.show(
            award_round,
            DecisionForm(
                initial={
                    "title": default_title(award_round),
                    "body": default_body(award_round),
                    "decided_on": clock.today(),
                }
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                draft = actions.write_decision(request.user, award_round, clean_values(form))
            except (Refusal, ValidationError) as error:
                add_problem(form, "decided_on", error)
            else:
                messages.success(request, "已拟好表彰决定，打印盖章后登记扫描件或归档号")
                return redirect(DECISIONS.record_url(draft))
        return self.show(award_round, form, BAD_INPUT)

    def show(self, award_round: AwardRound, form: DecisionForm, status: int = 200) -> HttpResponse:
        rows = actions.passed(award_round)
        context = {
            "page_title": "拟写表彰决定",
            "crumbs": self.crumbs(award_round, "表彰决定"),
            "round": award_round,
            "form": form,
            "groups": [
                {"label": award_round.award_name(kind), "rows": [row for row in rows if row.kind == kind]}
                for kind in AwardKind
            ],
            "cancel_url": self.register.record_url(award_round),
        }
        return render(self.request, "awards/decision_form.html", context, status=status)


class EffectView(RegisterView):
    """/awards/decisions/<pk>/effect/: the paper is signed; honours and certificate numbers follow."""

    register = DECISIONS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.question(self.record(pk), EffectForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        decision, form = self.record(pk), EffectForm(request.POST)
        if form.is_valid():
            try:
                made = actions.put_in_force(request.user, decision, form.cleaned_data["archive_number"])
            except (Refusal, ValidationError) as error:
                add_problem(form, "archive_number", error)
            else:
                messages.success(request, f"表彰决定已生效，登记 {len(made)} 项荣誉")
                return redirect(f"/awards/honours/?year={decision.round.year}")
        return self.question(decision, form, BAD_INPUT)

    def question(self, decision: Decision, form: EffectForm, status: int = 200) -> HttpResponse:
        rows = actions.passed(decision.round)
        context = {
            "page_title": "登记盖章件",
            "question": f"表彰决定生效，登记 {len(rows)} 项荣誉？",
            "explanation": "填写盖章件的归档号；已把扫描件传到这份决定下的，可以不填。生效后决定不能再改，证书编号随即产生。",
            "button": f"登记 {len(rows)} 项荣誉",
            "form": form,
            "columns": ["奖项", "表彰对象", "部门"],
            "rows": [[row.get_kind_display(), row.subject, row.department.name] for row in rows],
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(decision),
        }
        return render(self.request, "register/confirm.html", context, status=status)
