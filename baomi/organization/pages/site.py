"""Parameters and the calendar: seen by everyone, changed by the role that owns them."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from baomi.core import clock
from baomi.core.errors import NotPermitted, Refusal
from baomi.organization import parameters, policy
from baomi.organization.actions import site as actions
from baomi.organization.forms import CalendarForm, ParameterForm
from baomi.organization.models import CalendarDay, Parameter
from baomi.organization.policy import needs, signed_in

WORKED = {"班": True, "休": False}
WEEKDAYS = "一二三四五六日"
YEARS = range(2000, 2100)


@needs("organization.parameter.view")
@require_GET
def parameter_list(request: HttpRequest) -> HttpResponse:
    """Every parameter with value, unit, source, since when, by whom."""
    declared = parameters.declared()
    rows = parameters.describe_all([item.key for item in declared])
    groups: dict[str, list] = {}
    for item in declared:
        groups.setdefault(item.group or "业务参数", []).append(rows[item.key])
    return render(request, "organization/parameters.html", {"groups": groups, "page_title": "参数"})


@needs("organization.parameter.view")
@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: its values over time, and the form for its owner."""
    try:
        declared = parameters.declaration(key)
    except LookupError:
        raise Http404 from None
    form = ParameterForm(request.POST or None, initial={"effective_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.set_parameter(request.user, key, **form.cleaned_data)
        except NotPermitted:
            raise
        except (Refusal, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(
                request, f"{declared.label}自 {row.effective_from} 起改为 {declared.shown(row.value)}"
            )
            return redirect("parameter", key=key)
    context = {
        "now": parameters.describe(key),
        "past": [(row, declared.shown(row.value)) for row in Parameter.objects.filter(key=key)],
        "form": form,
        "may_set": declared.owner in policy.held(request.user).roles,
        "page_title": declared.label,
    }
    return render(request, "organization/parameter.html", context, status=400 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year's holidays and make-up days; the office enters the next when the State Council publishes it."""
    year = clock.today().year if year is None else year
    if year not in YEARS:
        raise Http404
    rows = list(CalendarDay.objects.filter(day__year=year))
    lines = "\n".join(f"{row.day} {'班' if row.working else '休'} {row.note}" for row in rows)
    form = CalendarForm(
        request.POST or None, initial={"days": lines, "source": rows[0].source if rows else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            days = read_days(form.cleaned_data["days"])
            changed = actions.set_year(request.user, year, days, form.cleaned_data["source"])
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error("days", str(refusal))
        else:
            messages.success(request, f"{year} 年日历已保存，改动 {changed} 天")
            return redirect("calendar_year", year=year)
    context = {
        "year": year,
        "rows": rows,
        "spans": spans(rows),
        "source": "、".join(dict.fromkeys(row.source for row in rows)),
        "form": form,
        "may_set": bool(policy.can(request.user, "organization.calendar.set")),
        "page_title": f"{year} 年日历",
    }
    return render(request, "organization/calendar.html", context, status=400 if form.errors else 200)


def spans(rows: list[CalendarDay]) -> list[dict]:
    """The days of a year, those that follow each other with the same arrangement and note as one."""
    found: list[dict] = []
    for row in rows:
        last = found[-1] if found else None
        same = last and (last["working"], last["note"]) == (row.working, row.note)
        if same and row.day - last["last"] == dt.timedelta(days=1):
            last["last"], last["days"] = row.day, last["days"] + 1
            continue
        found.append({"first": row.day, "last": row.day, "days": 1, "working": row.working, "note": row.note})
    for span in found:
        ends = dict.fromkeys((span["first"], span["last"]))
        span["weekdays"] = "至".join(f"周{WEEKDAYS[day.weekday()]}" for day in ends)
    return found


def read_days(text: str) -> list[tuple[dt.date, bool, str]]:
    """The lines of the calendar form. Raises Refusal naming the line that cannot be read."""
    days = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        day, _, rest = line.strip().partition(" ")
        mark, _, note = rest.strip().partition(" ")
        if mark not in WORKED:
            raise Refusal(
                "没有写明休或班", where=f"第 {number} 行“{line.strip()}”", how="写成 2027-01-01 休 元旦 这样"
            )
        try:
            days.append((dt.date.fromisoformat(day), WORKED[mark], note.strip()))
        except ValueError:
            raise Refusal(
                "日期不存在", where=f"第 {number} 行“{day}”", how="写成 2027-01-01 休 元旦 这样"
            ) from None
    return days
