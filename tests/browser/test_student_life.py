"""A student's life as a cleared person in the browser: through 研究生院 into the post, graduated, cooled off, released.

人事处 is asked nothing on the way: nothing of it waits there, and what it opens has no box to sign.
"""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from personnel.choices.people import PersonStatus
from personnel.models import Departure, Vetting
from tests.browser import walking as go
from tests.browser.cleared import Walk
from tests.browser.conftest import pdf_text, says

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "阮星河"
FAMILY = {
    "marital": "未婚", "education": "硕士研究生在读", "family-0-relation": "父亲", "family-0-name": "阮建国",
    "family-0-work": "市第一医院 医生", "family-0-political": "群众",
}  # fmt: skip


def test_from_the_entry_to_graduation_and_the_end_of_the_cooling_off_period(house, moved):
    moved(3, 2)
    life = Student(house, moved, NAME)
    life.comes_in_through_the_graduate_school()
    life.graduates()
    life.cools_off_and_is_released()
    call_command("audit_verify", stdout=StringIO())


class Student(Walk):
    """The stations of one student's life, in order."""

    keeper, kind = "grad", "学生"

    def comes_in_through_the_graduate_school(self):
        self.post_is_approved("保密技术研究岗", "一般")
        self.moved(3, 4)
        self.candidate_is_named("保密技术研究岗（计算机学院，一般）")
        self.vetting_is_begun()
        self.form_is_filled_in(FAMILY, ("户口簿", "无犯罪记录证明"))
        for who in ("leader", "head", "office"):
            self.signed_by(who, NAME)
        self.is_no_matter_of_hr()
        self.dossier_is_judged()
        self.is_no_matter_of_hr()
        self.training_with_exam_is_held(3, 16)
        self.moved(3, 17)
        self.pledge_is_signed("计院-CN-2026-02")
        self.moved(3, 18)
        self.post_is_entered()
        vetting = Vetting.objects.get()
        assert "研究生院" in pdf_text(self.page("grad"), f"/personnel/vettings/{vetting.pk}/print/F-12.pdf")

    def is_no_matter_of_hr(self):
        """Nothing waits for 人事处, and the form, opened where it knows the address, gives it nothing to sign."""
        hr = self.page("hr")
        assert go.waits(hr, NAME).count() == 0
        hr.goto(f"/approvals/{Vetting.objects.get().approval_id}/")
        assert hr.locator("[name=decision]").count() == 0
        assert not go.offered(hr, "签署意见")

    def graduates(self):
        """F-24 through the graduate school; the paper recorded, the period begins."""
        self.moved(6, 7, year=2027)
        self.leaving_is_asked_for({"reason": "毕业", "leaves_on": "2027-06-30", "unit": "某研究院"})
        self.signed_by("head", f"{NAME} 离岗", "同意离岗")
        self.talk_is_held(dt.date(2027, 6, 7))
        self.cooling_pledge_is_signed("计院-TM-2027-02")
        self.access_is_taken_back()
        assert go.waits(self.page("hr"), NAME).count() == 0
        self.moved(6, 10, year=2027)
        self.leaving_takes_effect("研-LG-2027-01")
        departure = Departure.objects.get()
        words = pdf_text(self.page("grad"), f"/personnel/departures/{departure.pk}/print/F-24.pdf")
        for printed in (NAME, "✓毕业", "某研究院"):
            assert printed in words

    def cools_off_and_is_released(self):
        """Of an 一般 person twelve months; still 脱密期 on the last day."""
        officer, person = self.page("officer"), self.page("person")
        self.moved(6, 10, year=2028)
        go.menu(person, "我的涉密事项")
        says(person, "脱密期", "至 2028-06-10")
        go.menu(officer, "脱密期人员")
        go.row(officer, NAME)
        assert not go.offered(officer, "办理解除")
        says(officer, "脱密期至 2028-06-10（含当日），未满不能解除")
        self.moved(6, 11, year=2028)
        self.release_is_done()
        assert self.cleared.status == PersonStatus.RELEASED
        assert go.waits(self.page("hr"), NAME).count() == 0
