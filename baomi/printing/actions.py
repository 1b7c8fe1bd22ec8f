"""Printing a form: permission, one Printout and one audit entry per sheet, then the PDF.

`by` is a user, or None for the system itself (the command on the server), which sees everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import models

from baomi.audit import context, ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.printing import engine, forms
from baomi.printing.forms import PrintForm, Stamp
from baomi.printing.ledgers import LEDGER, ledger_data
from baomi.printing.models import Printout
from baomi.registers.declarations import Register, registry

ACTION = "printing.print"
LEDGER_ROWS = 5_000


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to print: what stands on it, and the row to be written for it."""

    form: PrintForm
    data: dict
    printout: Printout
    record: models.Model | None = None

    @property
    def html(self) -> str:
        """Laid out when asked, so that the first sheets are printing while the later ones are written."""
        return forms.html(self.form, self.data, _stamp(self.form, self.printout))


def print_form(by, code: str, record, *, part: str = "") -> tuple[bytes, Printout]:
    """The PDF of one record on a form. Writes a Printout and an audit entry, after the sheet came out whole.

    `part` is for a form that has parts (a year), the usual one without it. Raises Refusal for an unknown form or part,
    NotPermitted or NotFound when the user may not see the record.
    """
    pdf, printouts = print_many(by, code, [record], part=part)
    return pdf, printouts[0]


def print_many(
    by,
    code: str,
    records: Sequence,
    *,
    job=None,
    on_progress: engine.Progress | None = None,
    part: str = "",
) -> tuple[bytes, list[Printout]]:
    """One PDF of many records on a form, each counting its own pages; all of them or none.

    Writes one Printout and one audit entry per sheet, in one unit. Raises as `print_form`.
    """
    sheets = _sheets_of(by, code, records, job, part)
    pdf = engine.render_many((sheet.html for sheet in sheets), len(sheets), on_progress)
    return pdf, _write_down(by, sheets)


def print_each(
    by, code: str, records: Sequence, *, job=None, on_progress: engine.Progress | None = None
) -> Iterator[tuple[bytes, Printout]]:
    """A PDF of its own for each record, in order. Writes as `print_many`, once all of them came out whole."""
    sheets = _sheets_of(by, code, records, job)
    pdfs = list(engine.render_each((sheet.html for sheet in sheets), len(sheets), on_progress))
    yield from zip(pdfs, _write_down(by, sheets), strict=True)


def preview_form(by, code: str, record, *, part: str = "") -> bytes:
    """The PDF of one record on a form as it would come out, marked as a preview, without code. Writes nothing.

    Raises as `print_form`.
    """
    [sheet] = _sheets_of(by, code, [record], part=part)
    stamp = Stamp(sheet.printout.printed_by, sheet.printout.printed_at)
    return engine.render_html([forms.html(sheet.form, sheet.data, stamp, preview=True)])


def print_blank(by, code: str) -> bytes:
    """The PDF of an empty form, to be filled by hand. Writes one audit entry and no Printout: it has no data."""
    form = forms.get(code)
    if by is not None and form.register:
        policy.require(by, registry.get(*form.register).permission("view"))
    stamp = Stamp(by=_name_of(by), at=clock.now())
    pdf = engine.render_html([forms.html(form, form.blank(), stamp, blank=True)])
    ledger.note(ACTION, by=by, obj=f"printing.form/{form.code}", label=f"空白 {form.code} {form.label}")
    return pdf


def print_ledger(
    by, register: Register, records: models.QuerySet, *, title: str = ""
) -> tuple[bytes, Printout]:
    """The PDF of the rows of a register that the user may see, as a ledger (S-00) with the columns of its list.

    Writes one Printout and one audit entry. Raises NotPermitted, Refusal above 5,000 rows.
    """
    permission = register.permission("view")
    if by is not None:
        policy.require(by, permission)
        records = policy.scope(by, permission, records)
    count = records.count()
    if count > LEDGER_ROWS:
        raise Refusal(
            f"共 {count:,} {register.unit_word}，一次最多打印 {LEDGER_ROWS:,}", how="请先用条件缩小范围"
        )
    label = f"打印台账 {register.label} {count} {register.unit_word}"
    return print_table(by, ledger_data(register, by, records, title=title), label)


def print_table(by, data: dict, label: str, *, form: PrintForm = LEDGER) -> tuple[bytes, Printout]:
    """The PDF of a table made ready for S-00 of what the user may see. Writes one Printout and one audit entry."""
    sheet = _sheet(_name_of(by), form, None, data)
    pdf = engine.render_html([sheet.html])
    return pdf, _write_down(by, [sheet], label)[0]


def form_for(code: str, record) -> PrintForm:
    """The form, if this record prints on it. Raises Refusal, NotFound when it belongs to another register."""
    form = forms.get(code)
    if form.register and not isinstance(record, registry.get(*form.register).model):
        raise NotFound(f"这条记录不用 {form.code} 打印")
    return form


def _require_view_of_all(by, form: PrintForm, records: Sequence) -> None:
    """In one query; a single record out of sight refuses all. Raises NotPermitted, NotFound."""
    if by is None or not form.register or not records:
        return
    register = registry.get(*form.register)
    policy.require(by, register.permission("view"))
    wanted = {record.pk for record in records}
    if register.visible(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound("没有这条记录" if len(wanted) == 1 else "所选记录中有不存在的")


def _require_line_for_all(by, form: PrintForm, records: Sequence) -> None:
    """A form with a line of its own prints the records which that line reaches: who has it for his own file alone
    does not print those that another role lets him see. Raises NotPermitted, NotFound.
    """
    if by is None or not form.permission:
        return
    policy.require(by, form.permission)
    wanted = {record.pk for record in records}
    rows = type(records[0])._base_manager.filter(pk__in=wanted)
    if policy.scope(by, form.permission, rows).count() != len(wanted):
        raise NotFound("没有这条记录" if len(wanted) == 1 else "所选记录中有不能打印的")


def _sheets_of(by, code: str, records: Sequence, job=None, part: str = "") -> list[Sheet]:
    """The sheets of these records, checked; nothing is laid out or written yet."""
    form = forms.get(code)
    if not records:
        raise Refusal("没有要打印的记录", how="请先选择记录")
    for record in records:
        form_for(code, record)
    _require_line_for_all(by, form, records)
    _require_view_of_all(by, form, records)
    for record in records:
        answer = form.printable(record)
        if not answer:
            raise Refusal(answer.reason, where=f"{form.label}，{record}", how=answer.how)
    words = form.part_words(records[0], part) if part else ""
    name, part = _name_of(by), part or (form.parts.usual() if form.parts else "")
    gathered = zip(records, form.data_of(records, part), strict=True)
    return [_sheet(name, form, record, data, job, part=part, words=words) for record, data in gathered]


def _sheet(
    name: str, form: PrintForm, record, data: dict, job=None, *, part: str = "", words: str = ""
) -> Sheet:
    printout = Printout(
        form=form.code,
        label=f"{form.label} {words}".strip(),
        part=part,
        edition=form.edition,
        digest=forms.digest(data),
        fingerprints=forms.fingerprints(data),
        printed_by=name,
        printed_at=clock.now(),
        job=job.pk if job is not None else None,
    )
    if record is not None:
        printout.model, printout.record_pk = record._meta.label_lower, record.pk
        printout.record_uuid = getattr(record, "uuid", None)
        printout.number = getattr(record, "number", None) or ""
    return Sheet(form, data, printout, record)


def _write_down(by, sheets: Sequence[Sheet], label: str = "") -> list[Printout]:
    """Keep the Printouts with one audit entry each, in one unit; only then is the paper given out."""
    printouts = [sheet.printout for sheet in sheets]
    for printout in printouts:
        printout.printed_by_id = by.pk if by is not None else None
    with ledger.unit(by):
        Printout.objects.bulk_create(printouts)
        for sheet in sheets:
            made = sheet.printout
            words = label or f"{made.form} {made.label} {made.number}".strip()
            ledger.record(
                ACTION, sheet.record or f"printing.printout/{made.code}", label=f"{words}，核验码 {made.code}"
            )
    return printouts


def _stamp(form: PrintForm, printout: Printout) -> Stamp:
    code = printout.code if form.traced else ""
    return Stamp(printout.printed_by, printout.printed_at, printout.number, code, printout.digest)


def _name_of(by) -> str:
    """The name printed in the foot and kept in the Printout."""
    if by is None:
        return context.SYSTEM
    staff = getattr(by, "staff", None)
    return staff.name if staff else by.get_username()


def changes_since(by, printout: Printout) -> tuple[bool | None, list[str]]:
    """Is the record's data what was printed? (True, []), (False, names of changed values) or (None, []) when it
    cannot be told: a ledger, a form no longer in use, a record that is gone. The names only for who may see it.
    """
    found = _still_there(printout)
    if found is None:
        return None, []
    form, record = found
    [data] = form.data_of([record], printout.part)
    if forms.digest(data) == printout.digest:
        return True, []
    visible = not form.register or policy.can(by, registry.get(*form.register).permission("view"), record)
    return False, forms.changed_labels(form, printout.fingerprints, data) if visible else []


def _still_there(printout: Printout) -> tuple[PrintForm, models.Model] | None:
    form = next((form for form in forms.all_forms() if form.code == printout.form), None)
    if form is None or not form.register or printout.record_pk is None:
        return None
    model: type[models.Model] = registry.get(*form.register).model
    record = model._base_manager.filter(pk=printout.record_pk).first()
    return (form, record) if record is not None and model._meta.label_lower == printout.model else None
