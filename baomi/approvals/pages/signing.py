"""The page where one signs: what is asked and what the books say, who signed, and one's own opinion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from baomi.approvals import actions, procedures, queries, routes, rules, trail
from baomi.approvals.choices import Decision, Phase, Relation, Result, State
from baomi.approvals.models import Approval, ApprovalStep
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_number
from baomi.registers import cells, protocols
from baomi.registers.declarations import registry

FORM_ID = "decision-form"
RESULT_MARKS = {Result.MET: "met", Result.NOT_MET: "unmet", Result.JUDGE: "judge"}
PHRASES = ("情况属实。", "请补充材料。")
SHOWN_NAMES = 6
CONFLICT = 409
UNFINISHED = 422


def visible_approval(user, pk: int) -> Approval:
    """The approval within the user's sight. Raises NotFound otherwise, whether or not it exists."""
    approval = (
        Approval.objects.select_related("department", "person", "started_by__staff").filter(pk=pk).first()
    )
    if approval is None or not queries.may_see(user, approval):
        raise NotFound("没有这份审批单")
    return approval


class SignView(View):
    """GET /approvals/<pk>/ shows the form; POST signs it. Sent twice, it answers kindly and signs once."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(visible_approval(request.user, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = visible_approval(request.user, pk)
        step = ApprovalStep.objects.filter(
            pk=whole_number(request.POST.get("step")), approval=approval
        ).first()
        if step is None:
            raise Refusal("这个页面已失效", how="请刷新后重新签署")
        place = work_list(request.user, approval)
        try:
            approval = actions.sign(
                request.user,
                step,
                request.POST.get("decision", ""),
                request.POST.get("comment", ""),
                version=whole_number(request.POST.get("version")),
                judgements=self._judgements(approval),
            )
        except rules.AlreadySigned as answer:
            messages.info(request, str(answer))
            return redirect(place["next_url"] or "/inbox/")
        except ValidationError as error:
            return self.show(approval, "；".join(error.messages), CONFLICT)
        except Refusal as refusal:
            approval.refresh_from_db()
            return self.show(approval, str(refusal), UNFINISHED)
        messages.success(request, sentence(approval, request.POST["decision"]))
        return redirect(place["next_url"] or "/inbox/")

    def _judgements(self, approval: Approval) -> dict[str, str]:
        checks = _checks(approval, queries.record_of(approval))
        given = {check.label: self.request.POST.get(f"judge-{n}", "") for n, check in enumerate(checks)}
        return {label: value for label, value in given.items() if value in (Result.MET, Result.NOT_MET)}

    def show(self, approval: Approval, error: str = "", status: int = 200) -> HttpResponse:
        if error:
            messages.error(self.request, error)
        return render(self.request, "approvals/sign.html", self.context(approval), status=status)

    def context(self, approval: Approval) -> dict:
        user = self.request.user
        register = registry.by_name(approval.register)
        record = queries.record_of(approval)
        procedure = procedures.get(approval.procedure)
        step = queries.step_to_sign(user, approval)
        checks = _checks(approval, record)
        settled = rules.settled_checks(checks, queries.judgements(approval) | self._typed(checks))
        in_sight = register.visible(user).filter(pk=record.pk).exists()
        rounds = trail.rounds(approval, step, str(user))
        return {
            "page_title": procedure.label,
            "crumbs": _crumbs(register, record, in_sight),
            "approval": approval,
            "status": dict(zip(("tone", "label"), approval.tone, strict=True)),
            "due": _due(approval),
            "work": work_list(user, approval),
            "print_options": protocols.record_prints(register, record, user) if in_sight else [],
            "record_url": register.record_url(record) if in_sight else "",
            "sections": _sections(register, record, user),
            "panels": [panel for panel in protocols.panels(register, record, user) if panel.signing],
            "submitted": _submitted(approval, record, step),
            "checks": _check_rows(checks, settled, step),
            "tally": _tally(settled, checks),
            "checked_at": clock.now(),
            "rounds": rounds,
            "round_hint": trail.round_hint(approval),
            "note": _note(rounds[-1]),
            "waiting": _waiting(approval) if step is None else None,
            **self._asked(approval, step, settled, record),
        }

    def _asked(self, approval, step, settled, record) -> dict:
        """The box for the opinion, and the page on which the step is agreed to, where it has one of its own."""
        page = routes.page_of(step, record) if step else None
        decision = self._decision(approval, step, settled, record) if step else None
        if page is None:
            return {"decision": decision, "page": None}
        left = [choice for choice in decision["choices"] if choice["value"] != Decision.AGREE]
        words = f"；{'、'.join(choice['label'] for choice in left)}在下面签" if left else ""
        url = f"{registry.by_name(approval.register).record_url(record)}{page.tail}/"
        text = f"{'同意的，' if left else ''}请在“{page.label}”页面办理{words}。"
        shown = {"label": page.label, "url": url, "text": text}
        return {"decision": decision | {"choices": left} if left else None, "page": shown}

    def _typed(self, checks) -> dict[str, str]:
        """Judgements typed before a refusal are not typed twice."""
        found = {check.label: self.request.POST.get(f"judge-{n}", "") for n, check in enumerate(checks)}
        return {label: value for label, value in found.items() if value}

    def _decision(self, approval, step, settled, record) -> dict:
        judging = step.phase == Phase.APPROVE
        unmet = [check for check in settled if check.result == Result.NOT_MET]
        overruling = bool(judging and unmet and step.relation != Relation.OWN)
        return {
            "id": FORM_ID,
            "url": reverse("approval", args=[approval.pk]),
            "hint": _after(approval, step),
            "choices": self._choices(approval, judging),
            "warning": _warning(unmet) if overruling else "",
            "comment": self.request.POST.get("comment", ""),
            "comment_required": overruling,
            "comment_limit": rules.LONGEST_COMMENT,
            "phrases": PHRASES,
            "fields": [("step", step.pk), ("version", record.version)],
        }

    def _choices(self, approval: Approval, judging: bool) -> list[dict]:
        typed = self.request.POST.get("decision", "")
        if not judging:
            return [{"value": Decision.AGREE.value, "label": "已办理", "checked": True}]
        offered = procedures.get(approval.procedure).decisions
        return [{"value": item.value, "label": item.label, "checked": item == typed} for item in offered]


def work_list(user, approval: Approval) -> dict:
    """Where the form stands in the user's inbox: the one before, the one after, its place and the count."""
    keys = list(dict.fromkeys(queries.inbox(user).values_list("approval_id", flat=True)))
    if approval.pk not in keys:
        return {"previous_url": "", "next_url": _url(keys[0]) if keys else "", "place": 0, "count": len(keys)}
    index = keys.index(approval.pk)
    return {
        "previous_url": _url(keys[index - 1]) if index else "",
        "next_url": _url(keys[index + 1]) if index + 1 < len(keys) else "",
        "place": index + 1,
        "count": len(keys),
    }


def sentence(approval: Approval, decision: str) -> str:
    """What came of the signature, for the toast."""
    if decision == Decision.RETURN:
        return f"已退回，由{approval.started_by}修改"
    if decision == Decision.REFUSE:
        return "已签署不同意，审批结束"
    if approval.state == State.PAPER:
        return "已签署意见，待登记纸质件"
    return f"已签署意见，转{approval.waiting_for}" if approval.waiting_for else "已签署意见，审批办结"


def _url(pk: int) -> str:
    return reverse("approval", args=[pk])


def _checks(approval: Approval, record) -> list:
    procedure = procedures.get(approval.procedure)
    return list(procedure.checks(record)) if procedure.checks else []


def _check_rows(checks, settled, step: ApprovalStep | None) -> list[dict]:
    """Unmet first; what is left to a person gets its two answers when this is his step."""
    numbers = {check.label: n for n, check in enumerate(checks) if check.result == Result.JUDGE}
    answerable = bool(step and step.judges)
    rows = []
    for check in settled:
        n = numbers.get(check.label)
        choices = _answers(check, n) if n is not None and answerable else []
        judged = n is not None and check.result != Result.JUDGE
        # what somebody else is to judge asks nothing of this reader
        mark = "open" if check.result == Result.JUDGE and not choices else RESULT_MARKS[check.result]
        rows.append(
            {
                "id": f"check-{n}" if n is not None else "",
                "label": check.label,
                "result": mark,
                "word": _judged_word(check) if judged else "",
                "evidence": "" if choices else check.evidence,
                "link_label": "查看记录" if check.evidence_url else "",
                "link_url": check.evidence_url,
                "choices": choices,
                "form": FORM_ID,
                "clause": check.clause,
            }
        )
    return rows


def _answers(check, n: int) -> list[dict]:
    pairs = zip((Result.MET, Result.NOT_MET), check.options, strict=True)
    return [
        {"name": f"judge-{n}", "value": value.value, "label": label, "checked": check.result == value}
        for value, label in pairs
    ]


def _judged_word(check) -> str:
    return f"已判断：{check.options[0] if check.result == Result.MET else check.options[1]}"


def _tally(settled, checks) -> dict:
    return {
        "met": sum(check.result == Result.MET for check in settled),
        "unmet": sum(check.result == Result.NOT_MET for check in settled),
        "judge": sum(check.result == Result.JUDGE for check in checks),
        "judged": sum(check.result == Result.JUDGE for check in checks)
        - sum(check.result == Result.JUDGE for check in settled),
    }


def _warning(unmet) -> str:
    names = "、".join(check.label for check in unmet)
    return f"有 {len(unmet)} 项未满足：{names}。仍要同意，须在意见中写明理由；理由记入操作记录。"


def _after(approval: Approval, step: ApprovalStep) -> str:
    """签后转…: the step that opens when this one is agreed to."""
    later = approval.steps.filter(round=approval.round, position__gt=step.position).order_by("position", "pk")
    following = later.first()
    return f"签后转{following.label}" if following else "签后办结"


def _due(approval: Approval) -> dict | None:
    step = approval.steps.filter(round=approval.round, due_on=approval.due_on, state="open").first()
    if step is None:
        return None
    words, tone = trail.due_words(step.due_on, step.due_provisional)
    return {"day": step.due_on, "workdays": step.workdays, "words": words, "tone": tone}


def _submitted(approval: Approval, record, step: ApprovalStep | None) -> str:
    after = "提交后有改动" if queries.changed_since(approval, record, step) else "提交后未改动"
    return f"{approval.started_by} {trail.moment(approval.started_at)} 提交，{after}"


def _crumbs(register, record, in_sight: bool) -> list[dict]:
    return [
        {"label": "待办", "url": "/inbox/"},
        {"label": register.label, "url": register.url if in_sight else ""},
        {"label": register.heading(record), "url": register.record_url(record) if in_sight else ""},
    ]


def _note(current: dict) -> str:
    """The words of handing in, unless they already stand as the person's opinion."""
    said = {line.get("comment") for line in current["steps"]}
    return "" if current["note"] in said else current["note"]


def _waiting(approval: Approval) -> dict | None:
    """Who may sign now, for those who only look; a step that nobody may sign says what to do."""
    if not approval.waiting_for:
        return None
    people = [str(user) for user in queries.waiting_for(approval)]
    if people:
        return {
            "tone": "info",
            "text": f"{approval.waiting_for}：现在可签的有{'、'.join(people[:SHOWN_NAMES])}。",
        }
    words = "现在没有人可以签这一步。请告知保密办主任：补充授权，或由有此角色的人委托代签。"
    return {"tone": "warn", "text": f"{approval.waiting_for}：{words}"}


def _sections(register, record, user) -> list[dict]:
    hidden = register.hidden_from(user)
    sections = [
        {
            "label": section.label,
            "columns": 2,
            "rows": [
                {"label": column.label, "value_html": cells.cell(column, record).html, "kind": column.kind}
                for column in section.columns
                if column.name not in hidden
            ],
        }
        for section in register.sections
        if section.visible is None or section.visible(user, record)
    ]
    return [section for section in sections if section["rows"]]
