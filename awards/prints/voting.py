"""The papers of the vote: ballot record (S-03), paper vote (S-03P), 公示 (S-08), decision (S-04), certificate (S-05),
prize list (S-06)."""

from django.conf import settings

from awards import rules
from awards.actions.honours import passed
from awards.choices import AwardKind, BallotMethod, BallotState, Outcome
from awards.models import AwardRound, Ballot, BallotCandidate, Decision, Honour, Nomination
from awards.wording import rule_in_words, secrecy_word, subject_of, voted_by_name
from baomi.core import clock
from baomi.printing import forms
from baomi.printing.forms import PrintForm

RESULTS = {
    Outcome.PASSED: "通过",
    Outcome.OVER_QUOTA: "过半数，超名额",
    Outcome.FAILED: "未通过",
    Outcome.TIED: "同票，待再投",
    "": "",
}


def ballot_data(ballot: Ballot) -> dict:
    """S-03: counts only; before the count the figures stay empty. A named vote lists who voted how."""
    counted = ballot.state == BallotState.CLOSED
    took_part = ballot.participations.count() if ballot.state != BallotState.OPEN else ""
    rows = _candidates(ballot)
    chair = next((member.staff.name for member in ballot.members.select_related("staff") if member.chair), "")
    return {
        "title": subject_of(ballot),
        "method": _method(ballot),
        "meeting": ballot.meeting,
        "held": _day(ballot.closed_at or ballot.opened_at),
        "place": "",
        "chair": chair,
        "seats": ballot.members.count(),
        "present": took_part,
        "issued": took_part if ballot.method == BallotMethod.BROWSER else "",
        "returned": took_part if ballot.method == BallotMethod.BROWSER else "",
        "valid": took_part if counted else None,
        "invalid": 0 if counted else None,
        "rule": rule_in_words(ballot),
        "quota": _quota(ballot),
        "rows": [_counted(row) for row in rows],
        "remark": _remark(ballot, rows) if counted else "",
    }


def paper_vote(ballot: Ballot) -> dict:
    """S-03P: the candidates and three boxes each; nothing that tells one sheet from another."""
    return {
        "title": subject_of(ballot),
        "quota": _quota(ballot),
        "rule": rule_in_words(ballot),
        "rows": [
            {"name": row.nomination.subject, "department": row.nomination.department.name}
            for row in _candidates(ballot)
        ],
    }


def publicity_data(award_round: AwardRound) -> dict:
    """S-08: the names, the period, and where objections go. The round is in every officer's sight: before 公示 begins
    the names stay off the sheet."""
    campaign = award_round.campaign
    public = award_round.publicity_from is not None
    return {
        "issuer": settings.INSTITUTION,
        "title": f"关于 {award_round.year} 年度{award_round.collective_name}、\n{award_round.individual_name}拟表彰名单的公示",
        "opening": [
            f"按照《{award_round.title}》安排，经部门申报、条件审核和学校保密委员会表决，现将拟表彰名单予以公示。"
        ],
        **_names(award_round, passed(award_round) if public else []),
        "starts": award_round.publicity_from,
        "ends": award_round.publicity_until,
        "contact": campaign.contact_name,
        "phone": campaign.contact_phone,
        "place": campaign.contact_place or award_round.publicity_place,
        "published_on": award_round.publicity_from,
    }


def decision_data(decision: Decision) -> dict:
    """S-04: the body as written, the names as decided."""
    return {
        "issuer": settings.INSTITUTION,
        "document_number": decision.document_number,
        "title": decision.title,
        "addressee": "各有关部门",
        "opening": [line.strip() for line in decision.body.splitlines() if line.strip()],
        **_names(decision.round, passed(decision.round)),
        "closing": [],
        "attachments": [],
        "signed_on": decision.decided_on,
        "copies_to": "",
        "printed_by": f"{settings.INSTITUTION}保密办公室",
        "printed_on": None,
    }


def certificate_data(honour: Honour) -> dict:
    """S-05: one certificate; its number is printed from the honour, not from the register."""
    person = honour.kind == AwardKind.INDIVIDUAL
    decision = Decision.objects.filter(round=honour.round_id).first() if honour.round_id else None
    return {
        "holder": honour.recipient,
        "department": honour.department.name if person else "",
        "year": honour.year,
        "honour": honour.award_name,
        "kind": "person" if person else "collective",
        "certificate": honour.certificate_number or "",
        "document_number": honour.document_number,
        "issuer": settings.INSTITUTION,
        "issued_on": decision.decided_on if decision else None,
    }


def prize_data(award_round: AwardRound) -> dict:
    """S-06: everybody honoured in the round, with room for the signature."""
    honours = list(
        award_round.honours.select_related("department").order_by("kind", "certificate_number", "id")
    )
    counts = [(kind.label, sum(honour.kind == kind for honour in honours)) for kind in AwardKind]
    return {
        "year": award_round.year,
        "unit": settings.INSTITUTION,
        "summary": [f"{label} {count} 个" for label, count in counts],
        "total": f"共 {len(honours)} 项",
        "rows": [
            {
                "name": honour.recipient,
                "department": honour.department.name,
                "honour": honour.award_name,
                "certificate": honour.certificate_number or "",
                "prize": "",
            }
            for honour in honours
        ],
        "note": "",
    }


def _candidates(ballot: Ballot) -> list[BallotCandidate]:
    rows = ballot.candidates.select_related("nomination__staff", "nomination__department")
    return sorted(rows, key=lambda row: (row.nomination.kind, row.place or row.order, row.order))


def _counted(row: BallotCandidate) -> dict:
    shown = {"agree": row.agree, "oppose": row.against, "abstain": row.abstain, "recused": row.recused}
    result = RESULTS[row.outcome] + ("（主任委员决定）" if row.decided_by_chair else "")
    return {
        "name": row.nomination.subject,
        "department": row.nomination.department.name,
        **{name: "" if count is None else count for name, count in shown.items()},
        "result": result,
        "cut": False,
    }


def _method(ballot: Ballot) -> str:
    if ballot.method == BallotMethod.HANDS:
        return ballot.get_method_display()
    return f"{secrecy_word(ballot)}投票"


def _quota(ballot: Ballot) -> str:
    award_round = ballot.round
    if ballot.seats is not None:
        return f"{ballot.get_kind_display()} {ballot.seats}"
    return f"集体 {award_round.collective_quota}、个人 {award_round.individual_quota}"


def _remark(ballot: Ballot, rows: list[BallotCandidate]) -> str:
    named = voted_by_name(ballot, rows)
    return "记名表决：" + "。".join(f"{name}（{words}）" for name, words in named) if named else ""


def _names(award_round: AwardRound, rows: list[Nomination]) -> dict:
    return {
        "collective_label": award_round.collective_name,
        "person_label": award_round.individual_name,
        "collectives": [row.subject for row in rows if row.kind == AwardKind.COLLECTIVE],
        "people": [
            {"name": row.subject, "department": row.department.name}
            for row in rows
            if row.kind == AwardKind.INDIVIDUAL
        ],
    }


def _day(instant):
    return instant.astimezone(clock.SHANGHAI).date() if instant else None


NAMES = {
    "collectives": "先进集体名单",
    "people": "先进工作者名单",
    "collective_label": "集体奖名称",
    "person_label": "个人奖名称",
}

forms.add(
    PrintForm(
        code="S-03",
        label="表决计票单",
        template="awards/print/s03.html",
        data=ballot_data,
        keeper="保密办",
        register=("awards", "ballots"),
        labels={
            "title": "表决事项", "method": "表决方式", "meeting": "会议", "held": "时间", "place": "地点",
            "chair": "主持人", "seats": "应到人数", "present": "实到人数", "issued": "发出票数",
            "returned": "收回票数", "valid": "有效票", "invalid": "无效票", "quota": "名额", "rule": "通过规则",
            "rows": "计票", "remark": "说明",
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="S-03P",
        label="表决票",
        template="awards/print/s03_ballot.html",
        data=paper_vote,
        keeper="保密办",
        register=("awards", "ballots"),
        traced=False,
    )
)
forms.add(
    PrintForm(
        code="S-04",
        label="表彰决定",
        template="awards/print/s04.html",
        data=decision_data,
        keeper="保密办",
        register=("awards", "decisions"),
        labels={
            "document_number": "文号",
            "title": "标题",
            "opening": "正文",
            "signed_on": "决定日期",
            **NAMES,
        },
    )
)
forms.add(
    PrintForm(
        code="S-05",
        label="荣誉证书",
        template="awards/print/s05.html",
        data=certificate_data,
        orientation="landscape",
        register=("awards", "honours"),
        labels={
            "holder": "获奖者", "department": "部门", "year": "年度", "honour": "荣誉名称",
            "certificate": "证书编号", "document_number": "表彰文号", "issued_on": "日期",
        },
    )
)  # fmt: skip
forms.add(
    PrintForm(
        code="S-06",
        label="领奖签收单",
        template="awards/print/s06.html",
        data=prize_data,
        orientation="landscape",
        keeper="保密办",
        register=("awards", "rounds"),
        labels={"year": "年度", "rows": "签收名单", "summary": "合计", "total": "项数"},
        ready=rules.honours_are_given,
    )
)
forms.add(
    PrintForm(
        code="S-08",
        label="拟表彰名单公示",
        template="awards/print/s08.html",
        data=publicity_data,
        keeper="保密办",
        register=("awards", "rounds"),
        labels={
            "title": "标题", "starts": "公示起", "ends": "公示止", "contact": "受理部门", "phone": "联系电话",
            "place": "地点", **NAMES,
        },
        ready=rules.names_are_public,
    )
)  # fmt: skip
