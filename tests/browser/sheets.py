"""Every printed form, drawn from the first fitting record of the demo university; nothing is written."""

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from baomi.core import clock
from baomi.organization.models import User
from baomi.printing import engine, forms
from baomi.printing.forms import Stamp
from baomi.printing.ledgers import LEDGER, ledger_data
from baomi.registers.declarations import registry
from baomi.reminders.choices import Kind
from baomi.reminders.models import Notice
from personnel.models import ClearedPerson
from personnel.prints.people import LEDGER as PEOPLE
from personnel.prints.people import ledger_cells
from tests.browser import days

DOTS_PER_INCH = 80
HANDED_IN = {"campaign__year": 2026, "department__name": "资源与土木学院"}
SHOWN = {
    "F-03": HANDED_IN,
    "S-07": HANDED_IN,
    "S-05": {"staff__name__contains": "喆"},
    "S-01": {"year": 2026},
    "S-02": {"year": 2026},
    "S-06": {"year": 2025},
    "S-08": {"year": 2026},
    "F-10": {"project__code": "JG-2024-0117"},
    "F-12": {"purpose": "entry", "passed": True},
    "F-12B": {"code": "JG-2024-0117"},
    "F-12C": {"projects__project__code": "JG-2024-0117"},
    "S-12": {"code": "JG-2024-0117"},
    "F-17": {"concluded_on__isnull": False},
    "F-18": {"staff__account__username": "person.cs"},
    "F-18B": {"kind": "worker"},
    "F-19": {"abnormal": True},
    "F-20": {"person__staff__account__username": "person.cs"},
    "F-22": {"concluded_on__isnull": False},
    "F-23": {"person__staff__account__username": "person.cs"},
    "F-31": {"concluded_on__isnull": False},
    "F-43": {"department__name": "机械学院"},
    "F-62": {"name": "计算机学院涉密实验室"},
    "F-63": {"left_at__isnull": False},
}
"""The record a form is shown with, where the latest one would say little."""
BOTH_SIDES = ("F-12", "F-14", "F-20")
"""Forms of two pages, shown beside each other."""
LEDGERS = (("awards", "honours"), ("organization", "staff"))


def every(wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of each form with data: its first page, or both."""
    with clock.at(days.OPEN):
        for form in forms.all_forms():
            name = f"print-{form.code}"
            if form.register and wanted(name):
                data = _data(form)
                if data is not None:
                    pages = 2 if form.code in BOTH_SIDES else 1
                    yield name, picture_of(forms.html(form, data, _stamp(data, form.traced)), pages)
        if wanted("print-F-15"):
            office = User.objects.get(username="office")
            data = ledger_cells(office, ClearedPerson.objects.filter(department__name="计算机学院"))
            yield "print-F-15", picture_of(forms.html(PEOPLE, data, _stamp(data)))
        for app, slug in LEDGERS:
            if wanted(f"print-S-00-{slug}"):
                register = registry.get(app, slug)
                office = User.objects.get(username="office")
                data = ledger_data(register, office, register.visible(office))
                yield f"print-S-00-{slug}", picture_of(forms.html(LEDGER, data, _stamp(data)))
        if wanted("print-S-09"):
            notice = Notice.objects.filter(kind=Kind.ESCALATION).order_by("pk").first()
            if notice:
                form = forms.get("S-09")
                data = form.data(notice)
                yield "print-S-09", picture_of(forms.html(form, data, _stamp(data)))


def picture_of(html: str, pages: int = 1) -> bytes:
    """The first pages beside each other."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        sheet.write_bytes(engine.render_html([html]))
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", "-l", str(pages), sheet, Path(folder) / "page"],
            check=True,
        )
        return _beside(sorted(Path(folder).glob("page*.png")))


def _beside(files: list[Path]) -> bytes:
    pages = [Image.open(file) for file in files]
    wide = Image.new("RGB", (sum(page.width for page in pages), pages[0].height))
    for n, page in enumerate(pages):
        wide.paste(page, (n * page.width, 0))
    written = io.BytesIO()
    wide.save(written, "PNG")
    return written.getvalue()


def _data(form) -> dict | None:
    """Of the latest record the form fits; None when there is none that has the data yet."""
    for record in registry.get(*form.register).queryset().filter(**SHOWN.get(form.code, {})).order_by("-pk"):
        if form.printable(record):
            [data] = form.data_of([record])
            if data:
                return data
    return None


def _stamp(data: dict, traced: bool = True) -> Stamp:
    """A code of its own per print would make every picture new."""
    return Stamp(
        by="周予安", at=days.OPEN, number="", code="picture" if traced else "", digest=forms.digest(data)
    )
