"""What the invented people write on F-12, F-14 and F-19b, and the papers that lie beside it."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from baomi.organization.models import User
from baomi.registers import attachments
from demo.cleared.story import Story
from personnel.actions import vetting as actions
from personnel.choices.vetting import Marital
from personnel.models import ClearedPerson, Vetting
from personnel.rules import vetting as rules

STREETS = ("文化路三号巷", "青年大街", "浑南中路", "长白南路", "崇山东路")
COMMON = {
    "nationality": "中国",
    "marital": Marital.SINGLE,
    "education": "研究生，工学博士",
    "household_police": "文化路派出所",
    "home_police": "创新路派出所",
    "other_matters": "无",
    "promised": True,
}


def filler(story: Story, person: ClearedPerson) -> User:
    """Who fills the form in: the person himself, or the officer for somebody without an account."""
    account = User.objects.filter(staff=person.staff, is_active=True).first()
    return account or story.officer_of(person)


def fill(story: Story, form: Vetting) -> Vetting:
    """The whole form with its papers."""
    staff, street = form.person.staff, story.lot.choice(STREETS)
    number = story.lot.randint(2, 180)
    values = {
        **COMMON,
        "household_address": f"沈阳市和平区{street}{number}号",
        "home_address": f"沈阳市浑南区创新路{number + 11}号",
        "habits": "无",
    }
    by = filler(story, form.person)
    form = actions.fill(by, form, values, _tables(staff))
    for kind in rules.required_attachments(form):
        attachments.store(by, form, scan(kind), kind=kind)
    return form


def hand_in(story: Story, form: Vetting) -> None:
    """Fill it in and send it to be signed."""
    form = fill(story, form)
    actions.hand_in(filler(story, form.person), form)


def _tables(staff) -> dict:
    begun = staff.birth.year + 18
    unit = staff.department.name
    return {
        "experience": [
            {"starts": f"{begun - 3}-09", "ends": f"{begun}-07", "place": "省实验中学 学生", "witness": "王建国"},
            {"starts": f"{begun}-09", "ends": f"{begun + 4}-07", "place": "本市高校 本科学生", "witness": "李永昌"},
            {"starts": f"{begun + 4}-09", "ends": "", "place": f"本校{unit} 学习、任职", "witness": "陈立峰"},
        ],
        "family": [
            {"relation": "父亲", "name": f"{staff.name[0]}长河", "nationality": "中国", "foreign": "",
             "work": "退休职工", "political": "中共党员"},
            {"relation": "母亲", "name": "周秀英", "nationality": "中国", "foreign": "", "work": "退休教师", "political": "群众"},
        ],
    }  # fmt: skip


def scan(kind: str) -> ContentFile:
    """A placeholder for a scanned paper: a white page with lines, as no real one is kept in a demo."""
    page = Image.new("L", (300, 424), 255)
    draw = ImageDraw.Draw(page)
    for n in range(60, 380, 22):
        draw.line((36, n, 264 - n % 50, n), fill=120, width=2)
    written = BytesIO()
    page.save(written, "PNG")
    return ContentFile(written.getvalue(), name=f"{kind}.png")
