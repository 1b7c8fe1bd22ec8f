"""代签: what I have lent, what was lent to me, and lending."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from baomi.approvals import actions
from baomi.approvals.forms import DelegationForm
from baomi.approvals.models import Delegation
from baomi.approvals.pages.signing import UNFINISHED
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal


class DelegationsView(View):
    """/approvals/delegations/: the list of one's own, and the form for a new one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(DelegationForm(request.user, initial={"starts": clock.today()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DelegationForm(request.user, request.POST)
        form.instance.from_user = request.user
        if not form.is_valid():
            return self.show(form, UNFINISHED)
        data = form.cleaned_data
        try:
            actions.delegate(
                request.user,
                data["to_user"],
                data["role"],
                starts=data["starts"],
                ends=data["ends"],
                reason=data["reason"],
                department=data["department"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.show(form, UNFINISHED)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, UNFINISHED)
        messages.success(request, f"已委托{data['to_user']}代签，{data['starts']} 至 {data['ends']}")
        return redirect("approval-delegations")

    def show(self, form, status: int = 200) -> HttpResponse:
        user = self.request.user
        mine = Delegation.objects.filter(Q(from_user=user) | Q(to_user=user))
        rows = [
            _row(item, user)
            for item in mine.select_related("from_user__staff", "to_user__staff", "department")
        ]
        context = {"page_title": "代签委托", "form": form, "rows": rows}
        return render(self.request, "approvals/delegations.html", context, status=status)


class EndDelegationView(View):
    """POST /approvals/delegations/<pk>/end/"""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delegation = Delegation.objects.filter(pk=pk).first()
        if delegation is None:
            raise NotFound("没有这项委托")
        try:
            actions.end_delegation(request.user, delegation)
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已终止代签委托")
        return redirect("approval-delegations")


def _row(item: Delegation, user) -> dict:
    today = clock.today()
    if item.ended_at or item.ends < today:
        status = {"tone": "closed", "label": "已终止" if item.ended_at else "已到期"}
    else:
        status = (
            {"tone": "ok", "label": "有效"} if item.starts <= today else {"tone": "draft", "label": "未开始"}
        )
    return {
        "item": item,
        "status": status,
        "given": item.from_user_id == user.pk,
        "can_end": status["tone"] != "closed",
    }
