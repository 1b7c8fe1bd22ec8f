"""What the contracts are shown on: two departments, somebody in every role in one of them, records of every register.

Every record of the other department carries a canary of its register in each of its text fields: a word that must
not reach anybody who may not see that record, by whatever page, sheet or print.
"""

import html
import io
import re
import zipfile
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import HttpResponse
from django.test import Client

from baomi.core.fields import BlindIndexField, EncryptedTextField
from baomi.organization import policy
from baomi.organization.models import User
from baomi.organization.policy import Reach
from baomi.organization.roles import Role
from baomi.registers import attachments
from baomi.registers.models import Attachment
from tests.contracts.cases import CASES, Case, register_of
from tests.factories.organization import DepartmentFactory, user_with

BIRD = "金丝雀"
MACHINE_MADE = {
    "path", "pinyin", "initials", "password", "session_key", "row_density", "digest", "quorum", "majority",
}  # fmt: skip
"""Columns whose text is written and read by the program alone: a word of ours would be no value of theirs."""
ALSO = {Role.CHAIR: {Role.MEMBER}}
"""A seat in the chair is a seat of the committee."""
TOKEN = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"|CSRFToken": "[^"]*"')
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@dataclass
class Records:
    """A register's records: of the department, of the other one, and about the person of role PERSON."""

    here: models.Model
    there: models.Model
    own: models.Model | None
    file_here: Attachment | None = None
    file_there: Attachment | None = None


class Clients(dict):
    """A browser for each role, logged in when it is first used."""

    def __init__(self, house: "House"):
        super().__init__()
        self.house = house

    def __missing__(self, role: Role) -> Client:
        self[role] = self.house.log_in(role)
        return self[role]


class House:
    def __init__(self):
        self.here = DepartmentFactory(name="计算机学院", short_name="计算机", classified=True)
        self.there = DepartmentFactory(
            name="机械工程学院", short_name="机械", classified=True, exam_duty=True
        )
        self.users = {role: user_with(role, self.here) for role in Role}
        self.records = {name: self._records(name, case) for name, case in CASES.items()}
        self.clients = Clients(self)

    def _records(self, name: str, case: Case) -> Records:
        made = Records(
            here=case.make(self.here),
            there=plant((case.make_hidden or case.make)(self.there), bird_of(name)),
            own=case.own(self.users[Role.PERSON].staff) if case.own else None,
        )
        made.file_here = self._file(made.here, "附件.pdf")
        made.file_there = self._file(made.there, f"{bird_of(name)}附件.pdf")
        return made

    def _file(self, record: models.Model, name: str) -> Attachment:
        """A file beside the record; put there by whoever sees it, as nobody else can."""
        for user in self.users.values():
            if register_of(attachments.key_of(record)).visible(user).filter(pk=record.pk).exists():
                return attachments.store(user, record, SimpleUploadedFile(name, PDF))
        raise AssertionError(f"nobody sees {record!r}")

    def log_in(self, role: Role) -> Client:
        """A browser of its own for the person of that role."""
        client = Client()
        client.force_login(User.objects.get(pk=self.users[role].pk))
        return client

    def reaches(self, role: Role, permission: str) -> set[Reach]:
        """How far the policy lines let the person of that role reach."""
        lines = policy.reach_by_role(permission)
        return {lines[held] for held in {role} | ALSO.get(role, set()) if held in lines}

    def covers(self, role: Role, permission: str, which: str) -> bool:
        """Whether the line reaches the record: ours, the other department's, or the person's own."""
        reaches = self.reaches(role, permission)
        if Reach.ALL in reaches:
            return True
        if Reach.DEPARTMENT in reaches and which in ("here", "own"):
            return True
        return Reach.OWN in reaches and which == "own" and role is Role.PERSON

    def sees(self, role: Role, name: str, which: str) -> bool:
        """Whether the person of that role sees this record of the register, as its policy line says."""
        if which == "there" and role in CASES[name].hidden:
            return False
        return self.covers(role, register_of(name).permission("view"), which)

    def forbidden(self, role: Role) -> list[str]:
        """The canaries that must not reach the person of that role."""
        return [bird_of(name) for name in CASES if not self.sees(role, name, "there")]

    def assert_no_canary(self, role: Role, content: str, where: str) -> None:
        for bird in self.forbidden(role):
            place = content.find(bird)
            assert place < 0, f"{role} reads {bird} on {where}: …{content[max(0, place - 80) : place + 40]}…"


def bird_of(name: str) -> str:
    """The canary of a register's record in the other department."""
    return f"{BIRD}{list(CASES).index(name):02}"


def plant(record: models.Model, bird: str) -> models.Model:
    """Write the canary into every text field, with the field's number, so that a finding says which one leaked."""
    for number, column in enumerate(record._meta.concrete_fields):
        if plantable(column):
            setattr(record, column.attname, f"{bird}{number:02}")
    record.save()
    return record


def plantable(column: models.Field) -> bool:
    if isinstance(column, EncryptedTextField | BlindIndexField | models.FileField):
        return False
    if not isinstance(column, models.CharField | models.TextField) or column.choices:
        return False
    return column.name not in MACHINE_MADE and (column.max_length or 100) >= len(BIRD) + 4


def content_of(response: HttpResponse) -> str:
    """All that the answer says, unpacked when it is a workbook."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return readable(content)


def readable(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return html.unescape("".join(parts))  # the workbook writes 金 as &#37329;
    return content.decode("utf-8", "replace")


def words(response: HttpResponse) -> str:
    """What a person reads of the page's main part, for the message of a failure."""
    main = content_of(response).partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())[:600]


def plain(response: HttpResponse, address: str) -> str:
    """The answer without what differs between any two: tokens, and the address asked for."""
    return TOKEN.sub("", content_of(response)).replace(address, "ADDRESS")
