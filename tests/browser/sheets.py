"""Every printed form, drawn from the first fitting record of the demo university; nothing is written."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from baomi.core import clock
from baomi.organization.models import User
from baomi.printing import engine, forms
from baomi.printing.forms import Stamp
from baomi.printing.ledgers import LEDGER, ledger_data
from baomi.registers.declarations import registry
from baomi.reminders.choices import Kind
from baomi.reminders.models import Notice
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
}
"""The record a form is shown with, where the latest one would say little."""
LEDGERS = (("awards", "honours"), ("organization", "staff"))


def every(wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of the first page of each form, with data and blank."""
    with clock.at(days.OPEN):
        for form in forms.all_forms():
            name = f"print-{form.code}"
            if form.register and wanted(name):
                data = _data(form)
                if data is not None:
                    yield name, picture_of(forms.html(form, data, _stamp(data, form.traced)))
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


def picture_of(html: str) -> bytes:
    """The first page."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        sheet.write_bytes(engine.render_html([html]))
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", "-singlefile", sheet, Path(folder) / "page"],
            check=True,
        )
        return (Path(folder) / "page.png").read_bytes()


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
