"""The ladders: what reminds whom and when, changed by the office head."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baomi.core.errors import NotFound, Refusal
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.reminders import actions, deadlines, stages
from baomi.reminders.deadlines import Deadline
from baomi.reminders.forms import StageForm
from baomi.reminders.models import ReminderStage


@policy.needs("reminders.rules.view")
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """GET /reminders/rules/: every rule with its rungs; declared ones until the first sweep writes them down."""
    by_rule: dict[str, list[ReminderStage]] = {}
    for stage in ReminderStage.objects.all():
        by_rule.setdefault(stage.rule, []).append(stage)
    rules = [_shown(deadline, by_rule.get(deadline.key)) for deadline in deadlines.every()]
    context = {
        "page_title": "提醒设置",
        "rules": rules,
        "may_change": bool(policy.can(request.user, "reminders.rules.change")),
    }
    return render(request, "reminders/rules.html", context)


@policy.needs("reminders.rules.change")
@require_http_methods(["GET", "POST"])
def stage_add(request: HttpRequest, rule: str) -> HttpResponse:
    """GET and POST /reminders/rules/<rule>/new/"""
    deadline = _deadline(rule)
    form = StageForm(deadline, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stage = actions.add_stage(request.user, rule, form.values())
        except (ValidationError, Refusal) as error:
            _add_error(form, error)
        else:
            messages.success(request, f"已增加“{deadline.label}”{stage.words}的提醒")
            return redirect("reminders-rules")
    return _form_page(request, deadline, form, f"增加“{deadline.label}”的提醒", "增加提醒级别")


@policy.needs("reminders.rules.change")
@require_http_methods(["GET", "POST"])
def stage_change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET and POST /reminders/rules/stages/<pk>/"""
    stage = _stage(pk)
    deadline = _deadline(stage.rule)
    form = StageForm(deadline, request.POST or None, instance=stage)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_stage(request.user, _stage(pk), form.values(), version=_version(request))
        except (ValidationError, Refusal) as error:
            _add_error(form, error)
        else:
            messages.success(request, f"已改为{changed.words}提醒；已发出的提醒不变")
            return redirect("reminders-rules")
    return _form_page(request, deadline, form, f"修改“{deadline.label}”的提醒", "保存提醒级别", stage)


@policy.needs("reminders.rules.change")
@require_POST
def stage_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /reminders/rules/stages/<pk>/switch/ with `enabled` 1 or 0."""
    stage = actions.switch_stage(request.user, _stage(pk), request.POST.get("enabled") == "1")
    messages.success(request, f"已{'启用' if stage.enabled else '停用'}{stage.words}的提醒")
    return redirect("reminders-rules")


def _form_page(request, deadline: Deadline, form, title: str, button: str, stage=None) -> HttpResponse:
    context = {"page_title": title, "deadline": deadline, "form": form, "button": button, "stage": stage}
    return render(request, "reminders/stage_form.html", context, status=422 if form.errors else 200)


def _shown(deadline: Deadline, rows: list[ReminderStage] | None) -> dict:
    ladder = rows if rows is not None else [stages.row(deadline.key, stage) for stage in deadline.stages]
    return {
        "deadline": deadline,
        "stages": [{"stage": stage, "told": deadline.relation_label(stage.relation)} for stage in ladder],
    }


def _stage(pk: int) -> ReminderStage:
    stage = ReminderStage.objects.filter(pk=pk).first()
    if stage is None:
        raise NotFound("没有这一级提醒")
    return stage


def _deadline(rule: str) -> Deadline:
    try:
        return deadlines.get(rule)
    except LookupError:
        raise NotFound("没有这项提醒") from None


def _version(request: HttpRequest) -> int:
    version = whole_number(request.POST.get("version"))
    if version is None:
        raise Refusal("这个页面已失效", how="请刷新后重新修改")
    return version


def _add_error(form, error: Exception) -> None:
    form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
