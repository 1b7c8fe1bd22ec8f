"""The pages of a journey and its talk: the organs' opinion, giving up, the return, the talk."""

from typing import Any

from baomi.approvals.rules import editable
from baomi.core.decisions import Allowed, Denied
from baomi.registers.declarations import registry
from personnel.actions import travel, travel_talks
from personnel.choices.travel import TalkKind, TripStage
from personnel.forms.travel import OpinionForm, ReasonForm, ReturnForm, TalkForm
from personnel.pages.deeds import DeedView
from personnel.registers.travel import TalkRegister, TripRegister
from personnel.rules import travel as rules

SIGNED_BY_OTHERS = "登记后送两位谈话人分别签字，再由本人签字。登记人不作谈话人签字。"


class TripDeed(DeedView):
    """A deed on a journey."""

    register = registry.get(TripRegister.app, TripRegister.slug)

    def question(self, record) -> str:
        return f"{self.title}：{self.register.heading(record)}（{record.destinations}）"


class OrgansView(TripDeed):
    """/personnel/trips/<pk>/organs/: from now on the application can only be refused."""

    title = "登记主管机关意见"
    explanation = "主管机关认为出境将对国家安全造成危害的才登记。登记后这份申请只能签“不同意”。"
    button = "登记主管机关意见"
    danger = True

    def form(self, record, data=None):
        return OpinionForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_mark(record)

    def act(self, record, values: dict[str, Any]) -> str:
        travel.mark_endangers(self.request.user, record, values["opinion"])
        return "已登记主管机关意见"


class CancelView(TripDeed):
    """/personnel/trips/<pk>/cancel/"""

    title = "撤销出国（境）申请"
    explanation = "撤销后这次申请不再办理，可以另行申请。"
    button = "撤销申请"
    danger = True

    def form(self, record, data=None):
        return ReasonForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_cancel(record)

    def act(self, record, values: dict[str, Any]) -> str:
        travel.cancel_trip(self.request.user, record, values["reason"])
        return f"已撤销申请 {record.number}"


class ReturnView(TripDeed):
    """/personnel/trips/<pk>/return/: the actual journey; the visit and the documents get their days."""

    title = "登记回国情况"
    explanation = "登记后由人事处、保密办按期回访；证件须在期限内归还。"
    button = "登记回国情况"

    def form(self, record, data=None):
        return ReturnForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_report_return(record)

    def act(self, record, values: dict[str, Any]) -> str:
        travel.report_return(self.request.user, record, values)
        return f"已登记 {record.number} 的回国情况"


class UnusedView(TripDeed):
    """/personnel/trips/<pk>/unused/: the journey did not take place."""

    title = "登记未成行"
    explanation = "没有成行的，领出的证件须立即归还；不作回访。"
    button = "登记未成行"

    def form(self, record, data=None):
        return ReasonForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_report_return(record)

    def act(self, record, values: dict[str, Any]) -> str:
        travel.report_unused(self.request.user, record, values["reason"])
        return f"已登记 {record.number} 未成行"


class TripTalkView(TripDeed):
    """/personnel/trips/<pk>/talk/: the talk before the journey, written down and sent to be signed."""

    title = "登记行前教育"
    explanation = SIGNED_BY_OTHERS
    button = "送谈话人签字"

    def form(self, record, data=None):
        return TalkForm(data, kind=TalkKind.ABROAD)

    def allowed(self, record) -> Allowed | Denied:
        if record.stage != TripStage.APPROVED:
            return Denied(
                f"这次出国（境）{record.get_stage_display()}", how="行前教育在批准之后、领取证件之前进行"
            )
        return Allowed()

    def act(self, record, values: dict[str, Any]) -> str:
        user = self.request.user
        talk = travel_talks.begin_talk(user, record.person, TalkKind.ABROAD, trip=record, **values)
        return f"已登记行前教育 {talk.number}，送谈话人签字"


class TalkRecordView(DeedView):
    """/personnel/talks/<pk>/record/: a returned talk corrected."""

    register = registry.get(TalkRegister.app, TalkRegister.slug)
    title = "修改谈话记录"
    explanation = SIGNED_BY_OTHERS
    button = "保存谈话记录"

    def question(self, record) -> str:
        return f"{self.title}：{self.register.heading(record)}"

    def form(self, record, data=None):
        return TalkForm(data, kind=TalkKind(record.kind), talk=record)

    def allowed(self, record) -> Allowed | Denied:
        return editable(record)

    def act(self, record, values: dict[str, Any]) -> str:
        travel_talks.change_talk(self.request.user, record, values)
        return f"已保存谈话记录 {record.number}"
