"""The year's round from the notice to the certificates, walked in the browser by the people who do it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from awards.choices import AwardKind, Choice, NominationStage, RoundState
from awards.models import AwardRound, Ballot, Honour, Nomination, ScreeningCheck
from baomi.audit.models import AuditEntry
from baomi.core import clock
from baomi.organization.actions.site import set_parameter
from reviews.choices import HandIn
from reviews.models import Campaign, Summary
from reviews.models.summaries import PARTS
from tests.baomi.registers.sheets.books import book
from tests.browser import university
from tests.browser.conftest import fill_all, pdf_text, run_jobs, says
from tests.browser.deeds import (
    A_PDF,
    answer_items,
    attach,
    by_action,
    confirm,
    decide,
    played,
    send_nomination,
    sign,
    submit,
    upload_sheet,
    written,
)
from tests.factories.awards import DEEDS, complete_collective, complete_individual, nominated, portrait_file
from tests.factories.reviews import TEXT, IncidentFactory

pytestmark = pytest.mark.django_db(transaction=True)

HONOURS = ["年度", "奖项", "荣誉名称", "部门", "工号", "获奖部门或姓名", "表彰文号", "证书编号"]


def test_the_year_from_the_notice_to_the_certificates(house, moved):
    people = university.build()
    walk = Walk(house, moved, people)
    walk.last_years_honours_come_in_from_a_sheet()
    walk.the_office_opens_and_publishes_the_year()
    walk.the_department_writes_signs_and_corrects()
    walk.reminders_reach_who_is_behind()
    walk.collective_and_person_are_nominated()
    walk.the_late_hand_in_is_accepted_with_a_reason()
    walk.the_office_screens_and_overrides_with_a_reason()
    walk.more_than_the_quota_is_refused()
    walk.the_committee_votes_in_secret_and_ties()
    walk.the_run_off_settles_it()
    walk.names_are_public_and_an_objection_is_settled()
    walk.the_decision_takes_effect_and_everything_prints()


class Walk:
    """The people's pages, and what the story has come to."""

    def __init__(self, house, moved, people):
        self.house, self.moved, self.people = house, moved, people
        self.office = house.as_person(people.office)
        self.officer = house.as_person(people.officer)
        self.head = house.as_person(people.head)

    @property
    def round(self) -> AwardRound:
        return AwardRound.objects.get(year=2026)

    @property
    def url(self) -> str:
        return f"/awards/rounds/{self.round.pk}/"

    @property
    def campaign(self) -> Campaign:
        return Campaign.objects.get(year=2026)

    def last_years_honours_come_in_from_a_sheet(self):
        page, number = self.office, self.people.cleared.number
        award = (2025, "先进工作者", "保密工作先进工作者", "智能系统课题组")
        good = [*award, number, "陈堃", "校保字〔2025〕14号", "ZS-2025-001"]
        gone = "没有这个学院"
        broken = [2025, "先进集体", "保密工作先进集体", gone, "", gone, "校保字〔2025〕14号", "ZS-2025-002"]
        upload_sheet(page, "/awards/honours/import/", book(good, broken, headings=HONOURS))
        says(page, "没有这个部门，或不在您的范围内", "有 1 行错误，整份暂不导入，台账未改动")
        assert not Honour.objects.exists()
        upload_sheet(page, "/awards/honours/import/", book(good, headings=HONOURS))
        page.locator(
            "main button[name=commit], main form:has([name=commit]) button[type=submit]"
        ).last.click()
        page.wait_for_load_state("networkidle")
        run_jobs()
        assert Honour.objects.get().recipient == "陈堃"

    def the_office_opens_and_publishes_the_year(self):
        page = self.office
        page.goto("/awards/rounds/")
        page.click("a:visible:has-text('开启年度')")
        fill_all(page, {"document_number": "校保字〔2026〕11号", "contact_name": "周予安", "contact_phone": "024-83681026",
                        "round-collective_quota": 2, "round-individual_quota": 1})  # fmt: skip
        for department in (self.people.computing, self.people.mechanics, self.people.materials):
            assert page.locator(f"[name=department][value='{department.pk}']").is_checked()
        assert not page.locator(f"[name=department][value='{self.people.home.pk}']").is_checked()
        page.set_input_files(
            "[name=files]", {"name": "样表.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
        )
        page.click("button:has-text('存为草稿')")
        page.wait_for_url("**/awards/rounds/*/")
        assert self.round.state == RoundState.DRAFT
        self.officer.goto(self.url)
        says(self.officer, "没有这条记录")
        page.click("a:visible:has-text('发布通知')")
        says(page, "计算机学院", "机械工程学院", "材料学院")
        confirm(page)
        assert self.round.state == RoundState.OPEN
        self.officer.goto("/")
        says(self.officer, "2026 年度总结")

    def the_department_writes_signs_and_corrects(self):
        page = self.officer
        page.goto("/")
        page.click("a:visible:has-text('年度总结')")
        page.click("button:visible:has-text('开始')")
        page.wait_for_url("**/edit/")
        page.fill(
            "[name=leadership]" if page.locator("[name=leadership]").count() else f"[name={PARTS[0]}]", TEXT
        )
        page.wait_for_selector("text=已自动保存")
        edit = page.url
        page.goto("/inbox/")  # leaves with the text unsaved by hand
        page.goto(edit)
        assert page.input_value(f"[name={PARTS[0]}]") == TEXT
        assert not getattr(Summary.objects.get(), PARTS[0])
        fill_all(page, dict.fromkeys(PARTS, TEXT))
        answer_items(page)
        page.click("button:has-text('保存'):not(:has-text('送'))")
        page.wait_for_url("**/reviews/summaries/*/")
        attach(page, "例会记录.pdf")
        page.goto(edit)
        page.click("button:has-text('送部门负责人')")
        page.wait_for_url("**/reviews/summaries/*/")
        assert Summary.objects.get().hand_in == HandIn.WITH_HEAD
        self.moved(11, 20, 10)
        sign(self.head, Summary.objects.get(), "agree")
        summary = Summary.objects.get()
        assert summary.hand_in == HandIn.HANDED_IN
        self.moved(11, 23, 9, 30)
        remarked = summary.items.all()[2]
        self.office.goto(f"/reviews/summaries/{summary.pk}/remarks/")
        self.office.fill(f"[name=remark-{remarked.pk}]", "缺 9 月例会记录")
        self.office.click("button:has-text('保存审核意见')")
        sign(self.office, summary, "return", "缺 9 月例会记录，请补正")
        assert Summary.objects.get().hand_in == HandIn.RETURNED
        page.goto("/")
        says(page, "补正")
        page.goto(edit)
        says(page, "缺 9 月例会记录")
        page.fill(f"[name=item-{remarked.pk}-quantity]", "4 份")
        page.click("button:has-text('送部门负责人')")
        page.wait_for_url("**/reviews/summaries/*/")
        sign(self.head, Summary.objects.get(), "agree")
        sign(self.office, Summary.objects.get(), "agree")
        summary = Summary.objects.get()
        assert summary.hand_in == HandIn.ACCEPTED
        assert summary.approval.rounds.count() == 2
        words = pdf_text(page, f"/reviews/summaries/{summary.pk}/print/F-03.pdf")
        assert "计算机学院" in words
        assert "年度总结" in words

    def reminders_reach_who_is_behind(self):
        played(
            self.people.mechanics_officer,
            self.people.mechanics_head,
            self.people.office,
            self.campaign,
            self.people.mechanics,
        )
        out = StringIO()
        self.moved(12, 3, 9)
        call_command("remind", on="2026-12-03T09:00", stdout=out)
        assert "材料学院" in out.getvalue()
        page = self.house.as_person(self.people.materials_officer)
        page.goto("/inbox/")
        says(page, "年度总结报送", "材料学院")
        self.officer.goto("/inbox/")
        assert "材料学院" not in self.officer.locator("main").inner_text()
        self.office.goto(f"/reviews/campaigns/{self.campaign.pk}/status/")
        says(self.office, "计算机学院", "材料学院", "未报")

    def collective_and_person_are_nominated(self):
        page = self.officer
        page.goto(
            f"/awards/nominations/new/?round={self.round.pk}&kind=collective&subject={self.people.computing.pk}"
        )
        assert page.locator("#nomination-send button[aria-disabled=true]").count() == 1
        fill_all(page, complete_collective() | {"deeds": DEEDS})
        send_nomination(page)
        collective = Nomination.objects.get(kind=AwardKind.COLLECTIVE)
        page.goto(
            f"/awards/nominations/new/?round={self.round.pk}&kind=individual&subject={self.people.cleared.pk}"
        )
        says(page, "照片")
        portrait = portrait_file()
        page.set_input_files(
            "#photo-file", {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": portrait.read()}
        )
        page.wait_for_selector(".portrait img")
        fill_all(page, complete_individual() | {"secrecy_since": "2019-03-01"})
        send_nomination(page)
        person = Nomination.objects.get(kind=AwardKind.INDIVIDUAL)
        for nomination in (collective, person):
            sign(self.head, nomination, "agree")
            sign(self.office, nomination, "agree")
            nomination.refresh_from_db()
            assert nomination.stage == NominationStage.RECEIVED
        assert "陈堃" in pdf_text(page, f"/awards/nominations/{person.pk}/print/F-02.pdf")
        assert "计算机学院" in pdf_text(page, f"/awards/nominations/{collective.pk}/print/F-01.pdf")
        others = (
            (
                self.people.mechanics_officer,
                self.people.mechanics_head,
                self.people.mechanics,
                self.people.colleague,
            ),
            (
                self.people.materials_officer,
                self.people.materials_head,
                self.people.materials,
                self.people.third,
            ),
        )
        for officer, head, department, person in others:
            for kind, subject in ((AwardKind.COLLECTIVE, department), (AwardKind.INDIVIDUAL, person)):
                handed = nominated(officer, self.round, subject, kind)
                by_action(head, handed)
                by_action(self.people.office, handed)

    def the_late_hand_in_is_accepted_with_a_reason(self):
        people = self.people
        self.moved(12, 14, 9)
        call_command("remind", on="2026-12-14T09:00", stdout=StringIO())
        page = self.house.as_person(people.materials_head)
        page.goto("/inbox/")
        says(page, "材料学院", "逾期")
        summary = written(people.materials_officer, self.campaign, people.materials)
        by_action(people.materials_head, summary)
        decide(self.office, summary, "agree")
        says(self.office, "1 项未满足：按期报送", "须在意见中写明理由")
        assert self.office.locator("[data-sign][aria-disabled=true]").count() == 1
        assert Summary.objects.get(pk=summary.pk).hand_in == HandIn.HANDED_IN
        self.office.fill("[name=comment]", "经办人病假，已电话说明，同意接收")
        self.office.click("button:has-text('签署意见')")
        self.office.wait_for_load_state("networkidle")
        assert Summary.objects.get(pk=summary.pk).hand_in == HandIn.ACCEPTED_LATE

    def the_office_screens_and_overrides_with_a_reason(self):
        people, page = self.people, self.office
        IncidentFactory(department=people.materials, occurred_on=dt.date(2026, 10, 16))
        page.goto(self.url)
        page.click("a:visible:has-text('开始审核')")
        confirm(page)
        page.wait_for_url("**/screening/")
        says(page, "材料学院", "未满足" if page.locator("text=未满足").count() else "失泄密")
        for nomination in Nomination.objects.filter(round=self.round):
            page.goto(f"/awards/nominations/{nomination.pk}/screening/")
            for group in {radio.get_attribute("name") for radio in page.locator("[name^=judge-]").all()} - {
                "judge-reason"
            }:
                page.check(f"[name={group}][value=met]")
            if page.locator("button:has-text('保存认定')").count():
                page.fill("#judge-reason", "核对材料，情况属实")
                page.click("button:has-text('保存认定')")
                page.wait_for_load_state("networkidle")
        unmet = ScreeningCheck.objects.get(
            condition="incidents", computed="not_met", nomination__department=people.materials
        )
        page.goto(f"/awards/nominations/{unmet.nomination_id}/screening/")
        page.click("a:visible:has-text('认定为满足') >> nth=0")
        page.fill("[name=reason]", "核查认定不属于严重违规，已结案")
        confirm(page)
        says(page, "认定")
        assert AuditEntry.objects.filter(
            action="awards.screening.override", reason__contains="不属于严重违规"
        ).exists()

    def more_than_the_quota_is_refused(self):
        set_parameter(self.people.office_head, "awards.proposal_extra", 1, clock.today(), "校长办公会纪要")
        page = self.office
        page.goto(f"{self.url}propose/")
        for box in page.locator("[name=chosen]").all():
            box.check()
        page.click("button:has-text('核对候选名单')")
        says(page, "先进工作者选了 3 个，多于名额 1 加差额 1")
        assert self.round.state == RoundState.SCREENING
        left_out = Nomination.objects.get(staff=self.people.third)
        page.uncheck(f"[name=chosen][value='{left_out.pk}']")
        page.click("button:has-text('核对候选名单')")
        says(page, "提出 5 个候选？", "计算机学院", "陈堃")
        confirm(page)
        assert self.round.state == RoundState.PROPOSED
        assert "陈堃" in pdf_text(page, f"{self.url}print/S-02.pdf")

    def the_committee_votes_in_secret_and_ties(self):
        page = self.office
        page.goto(f"{self.url}ballot/")
        says(page, "林晓喆")  # recused from 机械工程学院 and its nominee
        fill_all(page, {"closes_at": "2026-12-15 17:00", "meeting": "保密委员会第三次会议"})
        confirm(page)
        ballot = Ballot.objects.get()
        first, second, third = self.candidates(ballot, AwardKind.COLLECTIVE)
        chen = self.candidates(ballot, AwardKind.INDIVIDUAL)[0]
        refused = [third, third, first, first, second]  # each may agree to two; so all three end with four
        recused = self.people.members[0]
        self.vote(recused, ballot, {first, third, chen})
        voters = [*self.people.members[1:], self.people.chair]
        for voter, against in zip(voters, refused, strict=True):
            self.vote(voter, ballot, {first, second, third, chen} - {against})
        chair = self.house.as_person(self.people.chair)
        chair.goto(f"/awards/ballots/{ballot.pk}/close/")
        confirm(chair)
        says(chair, "同票")
        page.goto(f"/awards/ballots/{ballot.pk}/")
        says(page, "同票")
        assert "计算机学院" in pdf_text(page, f"/awards/ballots/{ballot.pk}/print/S-03.pdf")

    def the_run_off_settles_it(self):
        first_ballot = Ballot.objects.get()
        page = self.office
        page.goto(f"/awards/ballots/{first_ballot.pk}/")
        page.click("a:visible:has-text('再投')")
        fill_all(page, {"closes_at": "2026-12-14 17:00"})
        confirm(page)
        runoff = Ballot.objects.exclude(pk=first_ballot.pk).get()
        first, second, third = self.candidates(runoff, AwardKind.COLLECTIVE)
        self.vote(self.people.members[0], runoff, {first})
        for voter in [*self.people.members[1:], self.people.chair]:
            self.vote(voter, runoff, {first, second})
        chair = self.house.as_person(self.people.chair)
        chair.goto(f"/awards/ballots/{runoff.pk}/close/")
        confirm(chair)
        assert self.round.state == RoundState.VOTED
        passed = Nomination.objects.filter(round=self.round, stage=NominationStage.PASSED)
        assert {str(row.subject) for row in passed} == {"计算机学院", "机械工程学院", "陈堃"}

    def names_are_public_and_an_objection_is_settled(self):
        page = self.office
        self.moved(12, 16, 9)
        page.goto(f"{self.url}publicity/")
        confirm(page)
        says(page, "2026-12-16", "2026-12-23", "陈堃")
        assert "陈堃" in pdf_text(page, f"{self.url}print/S-08.pdf")
        page.click("a:visible:has-text('登记异议')")
        nomination = Nomination.objects.get(staff=self.people.cleared)
        fill_all(
            page,
            {"nomination": nomination.pk, "raised_by": "机械学院教师", "content": "年度学时不足，请核实"},
        )
        submit(page)
        self.moved(12, 24, 9)
        page.goto(f"{self.url}publicity/")
        says(page, "还有 1 件异议没有办结")
        page.click("a:has-text('YY-2026-01')")
        page.click("a:visible:has-text('办结异议')")
        page.check("[name=upheld][value=no]")
        page.fill("[name=finding]", "查培训台账，满 18 学时，反映不实")
        submit(page)

    def the_decision_takes_effect_and_everything_prints(self):
        page = self.office
        page.goto(f"{self.url}decision/")
        fill_all(page, {"document_number": "校保字〔2026〕14号"})
        page.click("button:has-text('保存决定')")
        page.wait_for_url("**/awards/decisions/*/")
        decision = page.url
        words = pdf_text(page, f"{decision}print/S-04.pdf")
        assert "陈堃" in words
        page.goto(f"{decision}effect/")
        page.fill("[name=archive_number]", "保密办-2026-BZ-001")
        confirm(page)
        honours = Honour.objects.filter(year=2026)
        assert honours.count() == 3
        assert self.round.state == RoundState.DECIDED
        own = honours.get(staff=self.people.cleared)
        assert "陈堃" in pdf_text(page, f"/awards/honours/{own.pk}/print/S-05.pdf")
        page.goto("/awards/honours/")
        says(page, "陈堃", "计算机学院", "2025", "2026")
        call_command("audit_verify", stdout=StringIO())

    def candidates(self, ballot, kind) -> list[int]:
        rows = ballot.candidates.filter(nomination__kind=kind).order_by("nomination__department__path")
        return list(rows.values_list("pk", flat=True))

    def vote(self, voter, ballot, agreed: set[int]) -> None:
        """同意 to these, 不同意 to the others he may vote on, then the question, then the answer."""
        page = self.house.as_person(voter)
        page.goto(f"/awards/ballots/{ballot.pk}/")
        for name in {radio.get_attribute("name") for radio in page.locator("[name^=choice-]").all()}:
            wanted = Choice.AGREE if int(name.removeprefix("choice-")) in agreed else Choice.AGAINST
            page.check(f"[name={name}][value={wanted}]")
        page.click("[data-send]")
        page.click("dialog[open] button.primary")
        page.wait_for_load_state("networkidle")
        assert ballot.participations.filter(member__staff=voter.staff).exists()
