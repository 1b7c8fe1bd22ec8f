"""Forms of training: a session with its topics, a line of attendance, a pasted list, a certificate."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms

from baomi.organization.models import Staff
from baomi.registers.forms import RecordForm, dress
from personnel.actions.training import Line
from personnel.choices.yearly import TrainingTopic
from personnel.forms.numbers import StaffField
from personnel.models import Attendance, Certificate, TrainingSession

BETWEEN = re.compile(r"[\t,，;；、\s]+")
MOST_LINES = 1000


class SessionForm(RecordForm):
    """A session of the plan; with its day of holding it was held."""

    topics = forms.MultipleChoiceField(
        label="内容", choices=TrainingTopic.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TrainingSession
        fields = (
            "department", "title", "kind", "topics", "content", "planned_on", "held_on", "hours", "place",
            "lecturer", "audience", "has_exam",
        )  # fmt: skip


class AttendanceForm(RecordForm):
    """One line: without hours the session's count."""

    staff = StaffField(label="参加人")

    class Meta:
        model = Attendance
        fields = ("session", "staff", "hours", "score")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hours"].required = False


class CertificateForm(RecordForm):
    staff = StaffField(label="持证人")

    class Meta:
        model = Certificate
        fields = ("staff", "name", "certificate_number", "issuer", "issued_on", "expires_on")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of a pasted list."""

    line: int
    text: str
    problem: str


class PasteForm(forms.Form):
    """A list pasted from a sheet: a person a line, 工号 first, then name, hours and mark where there are any."""

    people = forms.CharField(
        label="签到名单", widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}), max_length=60000
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.faults: list[Fault] = []
        self.lines: list[Line] = []
        dress(self)

    def clean_people(self) -> str:
        """Fills `lines`, or `faults` with what is wrong in which line; then the whole list is refused."""
        typed = self.cleaned_data["people"]
        rows = [
            (n, BETWEEN.split(text.strip())) for n, text in enumerate(typed.splitlines(), 1) if text.strip()
        ]
        if len(rows) > MOST_LINES:
            raise forms.ValidationError(f"一次最多 {MOST_LINES} 人，现有 {len(rows)} 行。请分次登记。")
        known = {
            staff.number: staff
            for staff in Staff.objects.filter(number__in={cells[0] for _, cells in rows}, active=True)
        }
        seen: set[str] = set()
        for number, cells in rows:
            self._read(number, cells, known, seen)
        if self.faults:
            raise forms.ValidationError(f"有 {len(self.faults)} 行有误，整份没有登记。请照下表改正。")
        return typed

    def _read(self, number: int, cells: list[str], known: dict[str, Staff], seen: set[str]) -> None:
        staff = known.get(cells[0])
        rest = cells[1:]
        problem = ""
        if staff is None:
            problem = f"没有工号为“{cells[0]}”的在职人员"
        elif cells[0] in seen:
            problem = "这个工号前面已有一行"
        elif rest and not _number(rest[0]):
            if rest[0] != staff.name:
                problem = f"工号 {cells[0]} 是{staff.name}，不是“{rest[0]}”"
            rest = rest[1:]
        if not problem and (len(rest) > 2 or not all(_number(cell) for cell in rest)):
            problem = "工号、姓名之后只写学时和成绩两个数"
        if problem:
            self.faults.append(Fault(number, " ".join(cells), problem))
            return
        seen.add(cells[0])
        self.lines.append(Line(staff, *(Decimal(cell) for cell in rest)))


def _number(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 200
    except InvalidOperation:
        return False
