"""What the registers of cleared people show on the desk: the figures that want a look, a person's own affairs."""

from baomi.desk.home import Card, add_card
from baomi.organization import policy
from personnel.choices.people import LIVE
from personnel.evidence import overview, own


@add_card
def people_card(user) -> Card | None:
    """涉密人员: on duty, vettings late and coming, cooling-off periods ending; None where nobody is in sight."""
    if not policy.can(user, "personnel.overview.view"):
        return None
    figures = overview.headlines(user)
    if not any(figure.value for figure in figures):
        return None
    link = {"label": "概况", "url": "/personnel/overview/"}
    return Card("涉密人员", "personnel/people_home.html", {"figures": figures}, "side", 40, "", link)


@add_card
def own_card(user) -> Card | None:
    """我的涉密事项: what the rules ask of the person now; None for who is no cleared person."""
    if not policy.can(user, "personnel.mine.view"):
        return None
    person = own.row_of(user.staff_id)
    if person is None or person.status not in LIVE:
        return None
    asked = [demand for demand in own.demands(person) if demand.tone != "ok"]
    link = {"label": "进入", "url": "/personnel/mine/"}
    hint = f"{len(asked)} 项要求" if asked else "没有未完成的要求"
    return Card("我的涉密事项", "personnel/people_home_own.html", {"demands": asked}, "main", 15, hint, link)
