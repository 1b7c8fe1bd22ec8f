"""The system class: what a campus site does not hold is on none of its pages, in no form, sheet, search or log view."""

import io

import openpyxl
import pytest
from django import forms as django_forms

from baomi.core.errors import Refusal
from baomi.organization.actions import staff as actions
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.printing import ledgers
from baomi.registers import drafts, forms
from baomi.registers.declarations import Column, FormGroup, Register, Section, registry
from baomi.registers.sheets import blank, export
from tests.factories.organization import StaffFactory, user_with

pytestmark = pytest.mark.django_db

STANDALONE = ("standalone",)


class FullForm(forms.RecordForm):
    """A form class that asks for one field by itself."""

    email = django_forms.CharField(label="电子邮箱", required=False)


class SecretRegister(Register):
    """People with one column, one section and one form group that only a stand-alone machine has."""

    app = "organization"
    slug = "staff"
    model = Staff
    label = "人员"
    columns = (Column("number", "工号"), Column("title", "职称", only_on=STANDALONE))
    search_fields = ("number", "title")
    filters = ("gender", "title")
    sections = (
        Section("基本情况", (Column("gender", "性别"), Column("title", "职称"))),
        Section("履历", (Column("ethnicity", "民族"),), only_on=STANDALONE),
        Section("待遇", (Column("post", "职务", only_on=STANDALONE),)),
    )
    form_class = FullForm
    form_fields = ("number", "name", "gender", "title", "ethnicity", "political_status", "department")
    form_groups = (
        FormGroup("人员", ("number", "name", "gender", "title", "department")),
        FormGroup("政审", ("political_status", "email"), only_on=STANDALONE),
    )
    permissions = registry.get("organization", "staff").permissions
    key = ("number",)


@pytest.fixture
def register():
    return SecretRegister()


def names(columns) -> list[str]:
    return [column.name for column in columns]


def test_a_campus_site_has_no_trace_of_what_is_left_out(register, settings):
    settings.SYSTEM_CLASS = "campus"
    assert names(register.columns) == ["number"]
    assert register.search_fields == ("number",)
    assert register.filters == ("gender",)
    assert [(part.label, names(part.columns)) for part in register.sections] == [("基本情况", ["gender"])]
    assert register.form_fields == ("number", "name", "gender", "department")
    assert [group.label for group in register.form_groups] == ["人员"]


def test_a_stand_alone_machine_has_everything_as_declared(register, settings):
    settings.SYSTEM_CLASS = "standalone"
    for name in ("columns", "search_fields", "filters", "sections", "form_fields", "form_groups"):
        assert getattr(register, name) == getattr(SecretRegister, name)
    assert register.left_out() == frozenset()


@pytest.mark.parametrize(("system_class", "kept"), [("campus", False), ("standalone", True)])
def test_what_is_posted_for_a_field_left_out_is_not_taken(register, settings, system_class, kept):
    settings.SYSTEM_CLASS = system_class
    person = StaffFactory(title="教授", ethnicity="汉族", political_status="群众")
    sent = {
        "number": person.number, "name": person.name, "gender": person.gender, "department": person.department_id,
        "title": "研究员", "ethnicity": "满族", "political_status": "中共党员", "email": "ouyang@example.cn",
    }  # fmt: skip
    form = forms.bound_form(register, user_with(Role.SYSADMIN), sent, instance=person)
    assert form.is_valid(), form.errors
    values = forms.clean_values(form)
    for name, typed in (
        ("title", "研究员"),
        ("ethnicity", "满族"),
        ("political_status", "中共党员"),
        ("email", "ouyang@example.cn"),
    ):
        assert (values.get(name) == typed) is kept
    assert (form.instance.title, form.instance.political_status) == (
        ("研究员", "中共党员") if kept else ("教授", "群众")
    )


@pytest.mark.parametrize(("system_class", "kept"), [("campus", False), ("standalone", True)])
def test_sheets_and_printed_ledger_follow(register, settings, system_class, kept):
    settings.SYSTEM_CLASS = system_class
    StaffFactory(title="只在单机上的职称")
    assert ("title" in names(export.chosen_columns(register, None, []))) is kept
    if not kept:
        with pytest.raises(Refusal):
            export.chosen_columns(register, None, ["title"])
    printed = ledgers.ledger_data(register, None, register.queryset())
    assert ("只在单机上的职称" in str(printed["rows"])) is kept
    book = openpyxl.load_workbook(io.BytesIO(blank.template(register, user_with(Role.SYSADMIN))))
    headings = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert ("职称" in headings) is kept
    assert "*工号" in headings


@pytest.mark.parametrize(("system_class", "kept"), [("campus", False), ("standalone", True)])
def test_the_identity_number_is_for_the_stand_alone_machine(client, settings, system_class, kept):
    settings.SYSTEM_CLASS = system_class
    person = StaffFactory(identified=True)
    client.force_login(user_with(Role.OFFICE))
    page = client.get(f"/organization/staff/{person.pk}/").content.decode()
    assert ("身份证号" in page) is kept
    assert (person.identity_number[-4:] in page) is kept
    # The telephone is kept everywhere, behind its mask.
    assert "联系电话" in page
    assert person.phone not in page


@pytest.mark.parametrize(("system_class", "kept"), [("campus", False), ("standalone", True)])
def test_it_is_revealed_only_where_it_is_kept(client, settings, system_class, kept):
    """A number that came with an older copy of the data stays where it is, and nobody reads it."""
    settings.SYSTEM_CLASS = system_class
    office, person = user_with(Role.OFFICE), StaffFactory(identified=True)
    client.force_login(office)
    address = f"/organization/staff/{person.pk}/reveal/identity_number/"
    assert ("身份证号" in client.get(address).content.decode()) is kept
    answer = client.post(address, {"field": "identity_number", "reason": "核对政审材料"})
    assert (person.identity_number in answer.content.decode()) is kept
    assert client.post(address, {"field": "phone", "reason": "通知开会"}).status_code == 200
    if not kept:
        with pytest.raises(Refusal, match="没有这个加密栏目"):
            actions.reveal(office, person, "identity_number", "核对政审材料")


@pytest.mark.parametrize("system_class", ["campus", "standalone"])
def test_it_stands_in_no_draft_of_any_class(client, settings, system_class):
    settings.SYSTEM_CLASS = system_class
    office, person = user_with(Role.OFFICE), StaffFactory(identified=True)
    client.force_login(office)
    sent = {"post": "秘书", "identity_number": person.identity_number}
    assert client.post(f"/organization/staff/{person.pk}/edit/draft/", sent).status_code == 200
    assert drafts.load(office, f"organization.staff:{person.pk}").data == {"post": "秘书"}


def test_the_history_page_does_not_name_it_on_a_campus_site(client, settings):
    settings.SYSTEM_CLASS = "campus"
    office, person = user_with(Role.OFFICE), StaffFactory(identified=True)
    actions.change_staff(office, person, {"phone": "13912345678", "identity_number": ""})
    client.force_login(office)
    page = client.get(f"/organization/staff/{person.pk}/history/").content.decode()
    assert "联系电话" in page
    assert "身份证号" not in page
