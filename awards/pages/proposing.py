"""Ranking and proposing (A4): candidates by kind, ticked and ranked; count and list are shown before it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import parameters, rules
from awards.actions import screening as actions
from awards.choices import AwardKind, NominationStage
from awards.models import AwardRound, Nomination
from awards.pages.years import BAD_INPUT, RoundPage
from baomi.audit import ledger
from baomi.core import year_facts
from baomi.core.errors import Refusal
from baomi.organization import parameters as numbers
from baomi.registers import tokens

LAST = 999
"""The rank of a ticked row without a number: after all those that have one."""


class ProposeView(RoundPage):
    """/awards/rounds/<pk>/propose/: tick and rank, then confirm the list, then the deed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.record(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        ranked = self._ranked(award_round)
        try:
            if request.POST.get("confirmed") != "1":
                actions.check_proposal(award_round, ranked)
                return self._confirm(award_round, ranked)
            with ledger.unit(request.user):
                used = tokens.claim(request.user, request.POST.get("token", ""))
                actions.propose(request.user, award_round, ranked)
                tokens.remember_result(used, self.register.record_url(award_round))
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(done.url or self.register.url)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.show(award_round, BAD_INPUT)
        counts = "、".join(f"{kind.label} {len(ranked[kind])}" for kind in AwardKind)
        messages.success(request, f"已提出候选名单：{counts}")
        return redirect(self.register.record_url(award_round))

    def _ranked(self, award_round: AwardRound) -> dict[str, list[Nomination]]:
        """The ticked nominations by kind, in the order of the numbers typed; rows without one follow in their order."""
        chosen = {key for key in self.request.POST.getlist("chosen") if key.isascii() and key.isdigit()}
        rows = [row for row in _rows(award_round) if str(row.pk) in chosen]
        rows.sort(key=lambda row: (_rank(self.request.POST.get(f"rank-{row.pk}", "")), row.pk))
        return {kind.value: [row for row in rows if row.kind == kind] for kind in AwardKind}

    def _confirm(self, award_round: AwardRound, ranked: dict[str, list[Nomination]]) -> HttpResponse:
        listed = [(rank, row) for kind in AwardKind for rank, row in enumerate(ranked[kind], 1)]
        left = award_round.nominations.filter(stage=NominationStage.RECEIVED).count() - len(listed)
        under_way = len(actions.with_departments(award_round))
        counts = "、".join(f"{award_round.award_name(kind)} {len(ranked[kind])} 个（名额 {award_round.quota(kind)}）"
                          for kind in AwardKind)  # fmt: skip
        words = f"{counts}。{left} 份不列候选。" + (
            f"另有 {under_way} 份还在部门，按未按期报送退回。" if under_way else ""
        )
        hidden = [("chosen", row.pk) for _, row in listed] + [
            (f"rank-{row.pk}", rank) for rank, row in listed
        ]
        return self.ask(
            award_round,
            f"提出 {len(listed)} 个候选？",
            f"提出 {len(listed)} 个候选",
            explanation=words,
            columns=["奖项", "排序", "候选", "部门", "申报途径"],
            rows=[
                [award_round.award_name(row.kind), rank, row.subject, row.department.name,
                 "保密办推荐" if row.recommended else "部门申报"]
                for rank, row in listed
            ],
            hidden=[*hidden, ("confirmed", "1"), ("token", tokens.fresh())],
            cancel_url=self.request.path,
        )  # fmt: skip

    def show(self, award_round: AwardRound, status: int = 200) -> HttpResponse:
        rows = _rows(award_round)
        figures = year_facts.of_departments(award_round.year, {row.department_id for row in rows})
        extra = numbers.describe(parameters.PROPOSAL_EXTRA)
        context = {
            "page_title": f"{award_round.year} 年度提出候选",
            "crumbs": self.crumbs(award_round, "提出候选"),
            "award_round": award_round,
            "extra": extra,
            "groups": [
                {
                    "label": award_round.award_name(kind),
                    "quota": award_round.quota(kind),
                    "most": award_round.quota(kind) + extra.value,
                    "rows": [
                        self._row(row, place, figures[row.department_id])
                        for place, row in enumerate((row for row in rows if row.kind == kind), 1)
                    ],
                }
                for kind in AwardKind
            ],
            "cancel_url": f"{self.register.record_url(award_round)}screening/",
        }
        return render(self.request, "awards/propose.html", context, status=status)

    def _row(self, nomination: Nomination, place: int, figures: dict[str, year_facts.Fact]) -> dict:
        posted = self.request.method == "POST"
        checks = list(nomination.checks.all())
        decision = rules.may_be_candidate(nomination, checks)
        return {
            "nomination": nomination,
            "url": f"/awards/nominations/{nomination.pk}/screening/",
            "rank": self.request.POST.get(f"rank-{nomination.pk}", "") if posted else "",
            "checked": str(nomination.pk) in self.request.POST.getlist("chosen") if posted else False,
            "reason": "" if decision else decision.reason.removeprefix(nomination.subject),
            "met": sum(check.settled for check in checks),
            "total": len(checks),
            "overridden": [check.label for check in checks if check.overridden],
            "people": _figure(figures, "people_assessment"),
            "score": _figure(figures, "score"),
        }


class TakeBackView(RoundPage):
    """/awards/rounds/<pk>/take-back/: back to screening before the vote, with the reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask(self.record(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        try:
            actions.take_back_proposal(request.user, award_round, request.POST.get("reason", ""))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._ask(award_round, BAD_INPUT)
        messages.success(request, "候选名单已收回，可重新审核和排序")
        return redirect(self.register.record_url(award_round))

    def _ask(self, award_round: AwardRound, status: int = 200) -> HttpResponse:
        rows = (
            award_round.nominations.candidates()
            .select_related("department", "staff")
            .order_by("kind", "rank")
        )
        return self.ask(
            award_round,
            "收回候选名单？",
            "收回候选名单",
            danger=True,
            status=status,
            explanation="评选回到审核，条件的认定保留，候选重新勾选。",
            reason_field={"name": "reason", "label": "原因"},
            columns=["奖项", "排序", "候选", "部门"],
            rows=[[row.get_kind_display(), row.rank, row.subject, row.department.name] for row in rows],
        )


def _rows(award_round: AwardRound) -> list[Nomination]:
    """The nominations that may be put forward, with their conditions."""
    rows = award_round.nominations.filter(stage=NominationStage.RECEIVED).select_related(
        "department", "staff", "round"
    )
    return list(rows.prefetch_related("checks").order_by("kind", "department__path", "pk"))


def _rank(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else LAST


def _figure(figures: dict[str, year_facts.Fact], name: str) -> str:
    fact = figures.get(name)
    return f"{fact.value}（{fact.source}）" if fact else "暂无"
