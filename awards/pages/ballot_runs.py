"""The office's and the chair's pages of a ballot: open it, count it, record hands, vote again, break a tie."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import recusal
from awards.actions import ballots as actions
from awards.actions import counting
from awards.ballot_forms import ChairForm, HandsForm, OpenForm, RunoffForm
from awards.choices import AwardKind, BallotMethod, BallotState, NominationStage, Outcome, RoundState
from awards.models import AwardRound, Ballot
from awards.pages.ballots import BAD_INPUT, BALLOTS, BallotPage, time_left
from awards.pages.years import RoundPage
from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_numbers
from baomi.organization.models import CommitteeSeat


class OpenView(RoundPage):
    """/awards/rounds/<pk>/ballot/: candidates and recusals are shown before the vote opens."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.question(self.record(pk), OpenForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        form = OpenForm(request.POST)
        if form.is_valid():
            try:
                ballot = actions.open_ballot(request.user, award_round, **form.values())
            except (Refusal, ValidationError) as error:
                add_problem(form, "closes_at", error)
            else:
                messages.success(request, f"已开始表决，{ballot.members.count()} 位委员可以投票")
                return redirect(BALLOTS.record_url(ballot))
        return self.question(award_round, form, BAD_INPUT)

    def question(self, award_round: AwardRound, form: OpenForm, status: int = 200) -> HttpResponse:
        if award_round.state != RoundState.PROPOSED:
            raise Refusal("现在不能开始表决", where=award_round.title, how="候选名单提出后才能表决")
        listed = award_round.nominations.filter(stage=NominationStage.PROPOSED)
        nominations = list(listed.select_related("department", "staff").order_by("kind", "rank", "pk"))
        seats = CommitteeSeat.objects.in_term().committee().select_related("staff__department__parent")
        members = {seat.staff_id: seat.staff for seat in seats}
        why = recusal.reasons(members.values(), nominations)
        return self.ask(
            award_round,
            f"对 {len(nominations)} 个候选开始表决？",
            f"向 {len(members)} 位委员开始表决",
            explanation="在任委员、候选名单和回避按今天的台账固定，开始后不随调动改变。",
            form=form,
            columns=["奖项", "候选", "部门", "回避"],
            rows=[
                [
                    item.get_kind_display(),
                    item.subject,
                    item.department.name,
                    "、".join(staff.name for key, staff in members.items() if (key, item.pk) in why),
                ]
                for item in nominations
            ],
            status=status,
        )


class CloseView(BallotPage):
    """/awards/ballots/<pk>/close/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.record(pk)
        frame = self.frame(ballot)
        ending = "人数已达到。" if frame["reached"] else "人数没有达到，开票后本次表决无效，可以重新表决。"
        return self.ask(
            ballot,
            "开票？",
            "开票",
            explanation=f"在任委员 {frame['members']} 人，已投 {frame['voted']} 人，须达到 {frame['needed']} 人，{ending}"
            "开票后结果锁定，不能再改。",
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = counting.close(request.user, self.record(pk))
        void = ballot.state == BallotState.VOID
        messages.success(request, "人数不足，本次表决无效" if void else "已开票，结果锁定")
        return redirect(self.register.record_url(ballot))


class HandsView(BallotPage):
    """/awards/ballots/<pk>/hands/: who was present, and three numbers for each candidate."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.open_ballot(pk)
        everybody = set(ballot.members.values_list("pk", flat=True))
        return self.show(ballot, [HandsForm(row) for row in candidates(ballot)], everybody)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.open_ballot(pk)
        forms = [HandsForm(row, request.POST) for row in candidates(ballot)]
        present = set(whole_numbers(request.POST.getlist("present")))
        problem = "有票数没有填对，请看标红的格"
        if all([form.is_valid() for form in forms]):  # noqa: C419 - every form is asked, so that all errors show
            counts = {form.candidate.pk: form.cleaned_data for form in forms}
            try:
                counted = counting.record_hands(request.user, ballot, present, counts)
            except Refusal as refusal:
                problem = str(refusal)
            else:
                messages.success(request, "已登记举手结果，结果锁定")
                return redirect(self.register.record_url(counted))
        return self.show(ballot, forms, present, problem, BAD_INPUT)

    def open_ballot(self, pk: int) -> Ballot:
        ballot = self.record(pk)
        if ballot.state != BallotState.OPEN or ballot.method != BallotMethod.HANDS:
            raise Refusal("这次表决不能登记举手结果", where=ballot.number)
        return ballot

    def show(self, ballot: Ballot, forms, present, problem: str = "", status: int = 200) -> HttpResponse:
        recused = dict.fromkeys((form.candidate.pk for form in forms), 0)
        for row in ballot.candidates.prefetch_related("recusals"):
            recused[row.pk] = len(row.recusals.all())
        context = {
            "page_title": "登记举手结果",
            "crumbs": self.crumbs(ballot, "举手结果"),
            "ballot": ballot,
            "members": [
                {"member": member, "present": member.pk in present}
                for member in ballot.members.select_related("staff__department")
            ],
            "rows": [{"form": form, "recused": recused[form.candidate.pk]} for form in forms],
            "problem": problem,
            "cancel_url": self.register.record_url(ballot),
        }
        return render(self.request, "awards/ballot_hands.html", context, status=status)


class RunoffView(BallotPage):
    """/awards/ballots/<pk>/runoff/<kind>/: a second ballot among the tied."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        return self.question(self.record(pk), kind_of(kind), RunoffForm())

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        ballot, form = self.record(pk), RunoffForm(request.POST)
        if form.is_valid():
            try:
                runoff = actions.open_runoff(request.user, ballot, kind_of(kind), **form.cleaned_data)
            except (Refusal, ValidationError) as error:
                add_problem(form, "closes_at", error)
            else:
                messages.success(request, f"已发起同票再投，{time_left(runoff)}")
                return redirect(self.register.record_url(runoff))
        return self.question(ballot, kind_of(kind), form, BAD_INPUT)

    def question(self, ballot: Ballot, kind: AwardKind, form: RunoffForm, status: int = 200) -> HttpResponse:
        tied = candidates(ballot).filter(outcome=Outcome.TIED, nomination__kind=kind)
        return self.ask(
            ballot,
            f"{kind.label}同票再投？",
            "发起同票再投",
            explanation="只在同票的候选中表决余下的名额。",
            form=form,
            columns=["候选", "部门", "同意"],
            rows=[[row.nomination.subject, row.nomination.department.name, row.agree] for row in tied],
            status=status,
        )


class ChairView(BallotPage):
    """/awards/ballots/<pk>/decide/: after a second tie the chair names who gets the seats left."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.record(pk)
        return self.question(ballot, ChairForm(self.tied(ballot)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.record(pk)
        form = ChairForm(self.tied(ballot), request.POST)
        if form.is_valid():
            chosen = [row.pk for row in form.cleaned_data["chosen"]]
            try:
                counting.chair_decides(request.user, ballot, chosen, form.cleaned_data["reason"])
            except Refusal as refusal:
                add_problem(form, "chosen", refusal)
            else:
                messages.success(request, "已决定同票，理由记入操作记录")
                return redirect(self.register.record_url(ballot))
        return self.question(ballot, form, BAD_INPUT)

    def tied(self, ballot: Ballot):
        return candidates(ballot).filter(outcome=Outcome.TIED)

    def question(self, ballot: Ballot, form: ChairForm, status: int = 200) -> HttpResponse:
        return self.ask(
            ballot,
            "由主任委员决定同票？",
            "决定拟表彰",
            explanation="再投仍同票，余下的名额由主任委员选定；决定后不能改。",
            form=form,
            status=status,
        )


def candidates(ballot: Ballot):
    return ballot.candidates.select_related("nomination__staff", "nomination__department")


def kind_of(text: str) -> AwardKind:
    try:
        return AwardKind(text)
    except ValueError:
        raise NotFound from None


def add_problem(form, field: str, error) -> None:
    """Hang a refusal beside the field it is about."""
    form.add_error(field, str(error) if isinstance(error, Refusal) else "".join(error.messages))
