"""The page of a ballot: the vote for who has yet to vote, then who has voted, then the result (pictures 07, 07b)."""

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards import conditions, honour_rules, parameters, tally
from awards.actions import ballots as actions
from awards.actions import counting
from awards.choices import AwardKind, BallotMethod, BallotState, CheckResult, Choice, Outcome
from awards.models import Ballot, BallotCandidate, BallotMember
from awards.registers.ballots import BallotRegister, status_of
from awards.wording import SHARES, secrecy_word, subject_of, voted_by_name
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number
from baomi.organization import parameters as numbers
from baomi.organization import policy
from baomi.registers.declarations import RecordAction, registry
from baomi.registers.pages.list import RegisterView

BALLOTS = registry.get(BallotRegister.app, BallotRegister.slug)
BAD_INPUT = 422
PREFIX = "choice-"
OUTCOME_TONES = {
    Outcome.PASSED: "ok",
    Outcome.OVER_QUOTA: "draft",
    Outcome.FAILED: "draft",
    Outcome.TIED: "warn",
}


class BallotPage(RegisterView):
    """What the pages of one ballot share."""

    register = BALLOTS

    def crumbs(self, ballot: Ballot, label: str = "") -> list[dict]:
        votes = bool(policy.can(self.request.user, "awards.ballot.vote"))
        found = [
            {"label": "我的表决" if votes else self.register.label, "url": self.register.url},
            {"label": ballot.number, "url": self.register.record_url(ballot) if label else ""},
        ]
        return [*found, {"label": label, "url": ""}] if label else found

    def frame(self, ballot: Ballot) -> dict:
        """What the head and the side of every ballot page show."""
        tone, label = status_of(ballot)
        members = ballot.members.count()
        voted = ballot.participations.count()
        needed = tally.quorum_needed(members, ballot.quorum)
        return {
            "page_title": subject_of(ballot),
            "heading": subject_of(ballot),
            "crumbs": self.crumbs(ballot),
            "ballot": ballot,
            "status": {"tone": tone, "label": label},
            "time_left": time_left(ballot),
            "secrecy": secrecy_word(ballot),
            "members": members,
            "voted": voted,
            "needed": needed,
            "reached": voted >= needed,
            "short": max(needed - voted, 0),
            "quorum_words": SHARES[ballot.quorum],
            "majority_words": SHARES[ballot.majority],
            **_rules_in_force(ballot),
        }

    def ask(self, ballot: Ballot, question: str, button: str, **more) -> HttpResponse:
        """The question before a deed."""
        status = more.pop("status", 200)
        context = {
            "page_title": question,
            "question": question,
            "button": button,
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(ballot),
            **more,
        }
        return render(self.request, "register/confirm.html", context, status=status)


class BallotView(BallotPage):
    """GET /awards/ballots/<pk>/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.record(pk)
        if Ballot.objects.waiting_for(request.user).filter(pk=ballot.pk).exists():
            return vote_page(self, ballot, {})
        if ballot.state == BallotState.CLOSED:
            return render(request, "awards/ballot_result.html", self.frame(ballot) | self.result(ballot))
        return render(request, "awards/ballot_progress.html", self.frame(ballot) | self.progress(ballot))

    def progress(self, ballot: Ballot) -> dict:
        """Who has voted; never what, and no order: the names stand by rank and pinyin."""
        done = set(ballot.participations.values_list("member_id", flat=True))
        members = ballot.members.select_related("staff__department")
        rows = [{"member": member, "voted": member.pk in done} for member in members]
        return {"rows": rows, "actions": self.progress_actions(ballot)}

    def progress_actions(self, ballot: Ballot) -> list[RecordAction]:
        user, url = self.request.user, self.register.record_url(ballot)
        if ballot.state != BallotState.OPEN:
            return []
        if ballot.method == BallotMethod.HANDS:
            may = policy.can(user, "awards.ballot.open", ballot)
            return [RecordAction("登记举手结果", f"{url}hands/", primary=True)] if may else []
        if not policy.can(user, "awards.ballot.close", ballot):
            return []
        early = clock.now() < ballot.closes_at and ballot.participations.count() < ballot.members.count()
        reason = "还没有到截止时间，也没有全部投票" if early else ""
        return [RecordAction("开票", f"{url}close/", primary=True, locked=early, reason=reason)]

    def result(self, ballot: Ballot) -> dict:
        rows = list(ballot.candidates.select_related("nomination__staff", "nomination__department"))
        tied = [row for row in rows if row.outcome == Outcome.TIED]
        return {
            "groups": [group for kind in AwardKind if (group := self.group(ballot, kind, rows))],
            "tie_notes": self.tie_notes(ballot, rows),
            "recused": sum(row.recused for row in rows),
            "intact": ballot.digest == counting.result_digest(ballot),
            "digest": " ".join(ballot.digest[at : at + 4] for at in range(0, 16, 4)),
            "by_name": voted_by_name(ballot, rows),
            "actions": self.result_actions(ballot, tied),
            "steps": next_steps(ballot, tied),
        }

    def group(self, ballot: Ballot, kind: AwardKind, rows: list[BallotCandidate]) -> dict | None:
        """The table of a kind by place; the heavy line stands under the last one who passed."""
        own = [row for row in rows if row.nomination.kind == kind]
        if not own:
            return None
        own.sort(key=lambda row: (row.place, ORDER_OF_OUTCOME[row.outcome], row.order))
        passed = sum(row.outcome == Outcome.PASSED for row in own)
        return {
            "label": kind.label,
            "count": len(own),
            "seats": actions.seats_of(ballot, kind),
            "passed": passed,
            "person": kind == AwardKind.INDIVIDUAL,
            "rows": [
                {
                    "row": row,
                    "tone": OUTCOME_TONES[row.outcome],
                    "label": outcome_words(row),
                    "css": row_class(row, last=at == passed < len(own)),
                    "mark": float(Fraction(ballot.majority) * row.base),
                    "scale": ballot.members.count(),
                    "pale": row.outcome in (Outcome.FAILED, Outcome.OVER_QUOTA),
                }
                for at, row in enumerate(own, 1)
            ],
        }

    def tie_notes(self, ballot: Ballot, rows: list[BallotCandidate]) -> list[dict]:
        """What is tied, at how many votes, for how many seats, and what to do about it."""
        found = []
        for kind in AwardKind:
            tied = [row for row in rows if row.outcome == Outcome.TIED and row.nomination.kind == kind]
            if not tied:
                continue
            passed = sum(row.outcome == Outcome.PASSED and row.nomination.kind == kind for row in rows)
            left = actions.seats_of(ballot, kind) - passed
            names = "、".join(row.nomination.subject for row in tied)
            todo = "请发起同票再投" if ballot.sequence == 1 else "请主任委员决定"
            found.append(
                {
                    "strong": f"{kind.label}第 {tied[0].place} 名同票：{names}均为 {tied[0].agree} 票。",
                    "text": f"名额还剩 {left} 个。{todo}，产生结果后才能进入公示。",
                    "settled": settled_later(ballot, kind),
                }
            )
        return found

    def result_actions(self, ballot: Ballot, tied: list[BallotCandidate]) -> list[RecordAction]:
        user, url = self.request.user, self.register.record_url(ballot)
        found = [RecordAction("打印计票单", f"{url}print/S-03.pdf")]
        kinds = {AwardKind(row.nomination.kind) for row in tied}
        if ballot.sequence == 1 and policy.can(user, "awards.ballot.open", ballot):
            found += [
                RecordAction(
                    "发起同票再投" if len(kinds) == 1 else f"{kind.label}再投",
                    f"{url}runoff/{kind}/",
                    primary=True,
                )
                for kind in AwardKind
                if kind in kinds and not settled_later(ballot, kind)
            ]
        if ballot.sequence > 1 and tied and policy.can(user, "awards.ballot.break_tie", ballot):
            found.append(RecordAction("决定同票", f"{url}decide/", primary=True))
        if policy.can(user, "awards.publicity.run", ballot.round) and ballot.round.state == "voted":
            decision = honour_rules.may_publish(ballot.round)
            found.append(
                RecordAction(
                    "进入公示", f"/awards/rounds/{ballot.round_id}/publicity/", primary=bool(decision),
                    locked=not decision, reason=decision.reason,
                )
            )  # fmt: skip
        return found


class VoteView(BallotPage):
    """POST /awards/ballots/<pk>/vote/: asks once more, then casts. What was chosen lives in the page alone."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(self.register.record_url(self.record(pk)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        ballot = self.record(pk)
        chosen = chosen_in(request.POST)
        try:
            if request.POST.get("confirmed") == "1":
                actions.cast(request.user, ballot, chosen)
                messages.success(request, "选票已投出")
                return redirect(self.register.record_url(ballot))
            return self.confirm(ballot, actions.review(request.user, ballot, chosen))
        except Refusal as refusal:
            if Ballot.objects.waiting_for(request.user).filter(pk=ballot.pk).exists():
                return vote_page(self, ballot, chosen, problem=str(refusal))
            raise

    def confirm(self, ballot: Ballot, mine) -> HttpResponse:
        ordered = sorted(mine.items(), key=lambda pair: pair[0].order)
        return self.ask(
            ballot,
            "投出选票？",
            "投出选票",
            explanation="投出后不能修改、不能撤回。"
            + ("选票无记名。" if ballot.secret else "本次为记名投票。"),
            columns=["奖项", "候选", "表决"],
            rows=[
                [row.nomination.get_kind_display(), row.nomination.subject, choice.label]
                for row, choice in ordered
            ],
            hidden=[("confirmed", "1"), *((f"{PREFIX}{row.pk}", choice.value) for row, choice in ordered)],
        )


ORDER_OF_OUTCOME = {Outcome.PASSED: 0, Outcome.TIED: 1, Outcome.OVER_QUOTA: 2, Outcome.FAILED: 3}


def chosen_in(data) -> dict[int, str]:
    """The choices of a posted vote by candidate; what is no candidate's key is left to the action to refuse."""
    given = {
        whole_number(name.removeprefix(PREFIX)): value
        for name, value in data.items()
        if name.startswith(PREFIX)
    }
    return {key: value for key, value in given.items() if key is not None}


def vote_page(page: BallotPage, ballot: Ballot, chosen: dict[int, str], problem: str = "") -> HttpResponse:
    """The voting paper; after a refusal with what was chosen still marked."""
    member = ballot.members.get(staff_id=page.request.user.staff_id)
    context = page.frame(ballot) | {
        "groups": [group for kind in AwardKind if (group := vote_group(ballot, kind, member, chosen))],
        "vote_url": f"{page.register.record_url(ballot)}vote/",
        "names_url": f"/awards/rounds/{ballot.round_id}/print/S-02.pdf",
        "criteria_url": f"/awards/rounds/{ballot.round_id}/",
        "choices": Choice.choices,
        "problem": problem,
    }
    return render(page.request, "awards/ballot_vote.html", context, status=BAD_INPUT if problem else 200)


def vote_group(ballot: Ballot, kind: AwardKind, member: BallotMember, chosen: dict[int, str]) -> dict | None:
    """The candidates of a kind with what tells about them; recused ones with their reason."""
    why = dict(member.recusals.values_list("candidate_id", "reason"))
    found = ballot.candidates.filter(nomination__kind=kind).select_related(
        "nomination__staff", "nomination__department", "nomination__round"
    )
    rows = [
        {
            "row": row,
            "nomination": row.nomination,
            "url": f"/awards/nominations/{row.nomination_id}/",
            "form_url": f"/awards/nominations/{row.nomination_id}/print/{FORMS[kind]}.pdf",
            "source": "保密办推荐" if row.nomination.recommended else "部门申报",
            "checks": checks_in_words(row.nomination),
            "service": service_in_words(row.nomination),
            "recused": why.get(row.pk, ""),
            "chosen": chosen.get(row.pk, ""),
        }
        for row in found.prefetch_related("nomination__checks")
    ]
    if not rows:
        return None
    seats = actions.seats_of(ballot, kind)
    recused = sum(bool(row["recused"]) for row in rows)
    return {
        "kind": kind.value,
        "label": kind.label,
        "person": kind == AwardKind.INDIVIDUAL,
        "unit": "人" if kind == AwardKind.INDIVIDUAL else "个",
        "rows": rows,
        "seats": seats,
        "recused": recused,
        "open": len(rows) - recused,
    }


FORMS = {AwardKind.COLLECTIVE: "F-01", AwardKind.INDIVIDUAL: "F-02"}


def checks_in_words(nomination) -> str:
    """全部满足, or how many conditions a person judged or overrode; empty when nothing was screened."""
    checks = list(nomination.checks.all())
    judged = sum(bool(check.judged) for check in checks)
    if judged:
        return f"{judged} 项由人判断"
    return "全部满足" if checks and all(check.result == CheckResult.MET for check in checks) else ""


def service_in_words(nomination) -> str:
    if not nomination.secrecy_since:
        return ""
    day = nomination.round.deadline.astimezone(clock.SHANGHAI).date()
    return conditions.duration(nomination.secrecy_since, day)


def outcome_words(row: BallotCandidate) -> str:
    words = row.get_outcome_display()
    return f"{words}（主任委员决定）" if row.decided_by_chair else words


def row_class(row: BallotCandidate, *, last: bool) -> str:
    """Grey for who is out, amber for the tied, the heavy line under the last who is in."""
    tone = {Outcome.TIED: "amber", Outcome.FAILED: "pale", Outcome.OVER_QUOTA: "pale"}.get(row.outcome, "")
    return f"{tone} cut".strip() if last else tone


def settled_later(ballot: Ballot, kind: AwardKind) -> str:
    """Where the tie went: the address of the second ballot; empty without one that counts."""
    second = ballot.round.ballots.filter(kind=kind, sequence=2).exclude(state=BallotState.VOID).first()
    return BALLOTS.record_url(second) if second and second.pk != ballot.pk else ""


def next_steps(ballot: Ballot, tied: list[BallotCandidate]) -> list[dict]:
    """What is still to come until the certificates, the present step first."""
    open_tie = bool(tied) and ballot.round.state == "voted"
    steps = [{"label": "同票再投" if ballot.sequence == 1 else "主任委员决定同票", "skip": not open_tie}]
    steps += [
        {"label": "公示，受理异议", "skip": False},
        {"label": "作出表彰决定，登记盖章件", "skip": False},
        {"label": "打印证书，登记领取", "skip": False},
    ]
    return [step for step in steps if not step["skip"]]


def time_left(ballot: Ballot) -> str:
    """今天 17:30 截止，还有 2 小时 14 分; for a counted ballot when and by whom."""
    if ballot.closed_at:
        return f"{clock.written(ballot.closed_at)} 由{ballot.closed_by_name}开票"
    end = ballot.closes_at.astimezone(clock.SHANGHAI)
    day = "今天" if end.date() == clock.today() else f"{end:%Y-%m-%d}"
    seconds = int((ballot.closes_at - clock.now()).total_seconds())
    if seconds <= 0:
        return f"{day} {end:%H:%M} 已截止，待开票"
    hours, minutes = divmod(seconds // 60, 60)
    left = (
        f"{hours // 24} 天" if hours >= 24 else (f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分")
    )
    return f"{day} {end:%H:%M} 截止，还有 {left}"


def _rules_in_force(ballot: Ballot) -> dict:
    """The two shares as parameters, where they are still those the ballot was opened with."""
    day = ballot.opened_at.astimezone(clock.SHANGHAI).date()
    found = numbers.describe_all([parameters.QUORUM, parameters.MAJORITY], day)
    kept = {"quorum": (parameters.QUORUM, ballot.quorum), "majority": (parameters.MAJORITY, ballot.majority)}
    return {name: found[key] for name, (key, value) in kept.items() if found[key].value == value}
