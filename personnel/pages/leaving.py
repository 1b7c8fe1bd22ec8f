"""The office's decision on the cooling-off period; the report on somebody who left without permission."""

from baomi.core import clock
from baomi.core.dates import add_months
from baomi.core.levels import PersonGrade
from baomi.registers.declarations import registry
from personnel.actions import absences, departures, travel_talks
from personnel.choices.travel import TalkKind
from personnel.forms.leaving import DayAndNumberForm, PeriodForm
from personnel.forms.travel import TalkForm
from personnel.pages.deeds import DeedView
from personnel.registers.leaving import AbsenceRegister, DepartureRegister
from personnel.rules import absences as absence_rules
from personnel.rules import leaving as rules


class DecideView(DeedView):
    """/personnel/departures/<pk>/decide/: as long as the rule, or longer with a reason; who manages."""

    register = registry.get(DepartureRegister.app, DepartureRegister.slug)
    title = "确定脱密期"
    button = "确定脱密期"

    def allowed(self, record):
        return rules.may_decide(record)

    def form(self, record, data=None):
        required = rules.months_required(record.person.grade, clock.today())
        return PeriodForm(
            data,
            initial={
                "months": record.cooling_months or required,
                "managed_by": record.managed_by,
                "reason": record.longer_reason,
            },
        )

    def question(self, record) -> str:
        return f"确定{record.person.staff.name}的脱密期"

    def details(self, record) -> dict:
        today, grade = clock.today(), PersonGrade(record.person.grade)
        required = rules.months_required(grade, today)
        until = add_months(today, required)
        return {
            "explanation": f"{grade.label}涉密人员规定 {required} 个月，自批准离岗之日起算；如今天批准，至 {until:%Y-%m-%d}。"
            "可以延长，须写明理由；不能缩短。"
        }

    def act(self, record, values) -> str:
        departures.decide(self.request.user, record, values["months"], values["reason"], values["managed_by"])
        return f"已确定脱密期 {values['months']} 个月"


class DepartureTalkView(DeedView):
    """/personnel/departures/<pk>/talk/: the talk F-30, written down and sent to be signed by two talkers."""

    register = registry.get(DepartureRegister.app, DepartureRegister.slug)
    title = "登记提醒谈话"
    button = "送谈话人签字"
    explanation = "登记后送两位谈话人分别签字，再由本人签字。登记人不作谈话人签字。"

    def allowed(self, record):
        return rules.may_talk(record)

    def form(self, record, data=None):
        return TalkForm(data, kind=TalkKind.LEAVING)

    def question(self, record) -> str:
        return f"登记与{record.person.staff.name}的离岗提醒谈话"

    def act(self, record, values) -> str:
        talk = travel_talks.begin_talk(
            self.request.user, record.person, TalkKind.LEAVING, departure=record, **values
        )
        return f"已登记提醒谈话 {talk.number}，送谈话人签字"


class ReportView(DeedView):
    """/personnel/absences/<pk>/report/: the bureau has been told."""

    register = registry.get(AbsenceRegister.app, AbsenceRegister.slug)
    title = "登记上报"
    button = "登记上报"
    explanation = "已书面报告同级保密行政管理部门的，登记日期和文号；登记后不能再改。"

    def allowed(self, record):
        return absence_rules.may_report(record)

    def form(self, record, data=None):
        return DayAndNumberForm("上报日期", data)

    def question(self, record) -> str:
        return f"登记{record.person.staff.name}擅自离岗离职的上报"

    def act(self, record, values) -> str:
        absences.report_absence(self.request.user, record, values["day"], values["number"])
        return "已登记上报"
