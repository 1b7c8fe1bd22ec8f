"""Deeds in the cooling-off period: the letter goes out, its receipt comes in, an answer, the bureau's list."""

from baomi.core import clock
from baomi.registers.declarations import registry
from personnel.actions import cooling as actions
from personnel.forms.leaving import AnswerForm, DayAndNumberForm, DayForm
from personnel.pages.deeds import DeedView
from personnel.registers.cooling import CoolingRegister
from personnel.registers.cooling_matters import EnquiryRegister, ReleaseRegister
from personnel.rules import cooling as rules


class LetterView(DeedView):
    """/personnel/cooling/<pk>/letter/: the notice F-26 or the letter F-27 gets its number."""

    register = registry.get(CoolingRegister.app, CoolingRegister.slug)
    title = "登记发出"
    button = "登记发出"

    def allowed(self, record):
        return rules.may_issue(record)

    def form(self, record, data=None):
        return DayForm("发出日期", data)

    def question(self, record) -> str:
        paper = "委托管理书" if rules.by_letter(record) else "校内脱密通知书"
        return f"登记{record.person.staff.name}的{paper}发出"

    def details(self, record) -> dict:
        more = "回执期限按发出日起算。" if rules.by_letter(record) else ""
        return {"explanation": f"登记后编号，再打印盖章。{more}"}

    def act(self, record, values) -> str:
        issued = actions.issue_letter(self.request.user, record, values["day"])
        return f"已编号 {issued.letter_number}，请打印盖章后发出"


class ReceiptView(DeedView):
    """/personnel/cooling/<pk>/receipt/: the receipt of F-27 has come back."""

    register = registry.get(CoolingRegister.app, CoolingRegister.slug)
    title = "登记回执"
    button = "登记回执"

    def allowed(self, record):
        return rules.may_note_receipt(record, clock.today())

    def form(self, record, data=None):
        return DayForm("回执日期", data)

    def question(self, record) -> str:
        return f"登记{record.letter_number}的回执"

    def act(self, record, values) -> str:
        actions.note_receipt(self.request.user, record, values["day"])
        return "已登记回执"


class AnswerView(DeedView):
    """/personnel/enquiries/<pk>/answer/: what was answered to a new employer."""

    register = registry.get(EnquiryRegister.app, EnquiryRegister.slug)
    title = "登记答复"
    button = "登记答复"
    explanation = "登记后不能再改；答复日期记为今天。"

    def allowed(self, record):
        return rules.may_answer(record)

    def form(self, record, data=None):
        return AnswerForm(data)

    def question(self, record) -> str:
        return f"答复{record.asked_by}关于{record.cooling.person.staff.name}的来函"

    def act(self, record, values) -> str:
        actions.answer_enquiry(self.request.user, record, values["answer"])
        return "已登记答复"


class FilingView(DeedView):
    """/personnel/releases/<pk>/filing/: taken from the bureau's list."""

    register = registry.get(ReleaseRegister.app, ReleaseRegister.slug)
    title = "登记撤销备案"
    button = "登记撤销备案"

    def allowed(self, record):
        return rules.may_file(record)

    def form(self, record, data=None):
        return DayAndNumberForm("撤销备案日期", data)

    def question(self, record) -> str:
        return f"登记{record.cooling.person.staff.name}的撤销备案"

    def act(self, record, values) -> str:
        actions.note_filing(self.request.user, record, values["day"], values["number"])
        return "已登记撤销备案"
