"""An officer's hand-over that waits for the successor, and the yearly joint checks with 人事处."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.organization.actions import grants
from baomi.organization.roles import Role
from demo.cleared.story import Story
from personnel.actions import handovers
from personnel.models import ClearedPerson

OUTGOING, INCOMING, UNIT = "officer.xx", "it", "xx"


def tell(story: Story) -> None:
    """信息化办's officer hands over; joint checks in the Decembers of the closed years."""
    matter = story.matter()
    matter.ago(6, lambda: _propose(story))
    matter.ago(4, lambda: _hand_over(story))
    for back in (2, 1):
        year = story.today.year - back
        story.matter().on(dt.date(year, 12, 9), lambda year=year: _check(story, year), 15)


def _propose(story: Story) -> None:
    world = story.world
    grants.propose_grant(
        world.user("secadmin"),
        world.user(INCOMING),
        Role.OFFICER,
        department=story.department(UNIT),
        reason="岗位调整",
    )


def _hand_over(story: Story) -> None:
    """Both have counted; the outgoing one has signed by handing it in."""
    by = story.world.user(OUTGOING)
    values = {
        "department": story.department(UNIT),
        "outgoing": story.staff(OUTGOING),
        "incoming": story.staff(INCOMING),
        "remark": "保密柜钥匙 2 把、印章 1 枚一并移交",
    }
    row = handovers.begin(by, values)
    counted = [
        {
            "label": line["label"],
            "expected": str(line["expected"]),
            "found": str(line["expected"]),
            "note": "",
        }
        for line in row.stocktake
    ]
    counted.append({"label": "保密制度汇编", "expected": "3", "found": "3", "note": ""})
    row = handovers.count(by, row, counted)
    approvals.submit(by, handovers.PROCEDURE, row)


def _check(story: Story, year: int) -> None:
    same = ClearedPerson.objects.live().count() - 2
    values = {
        "department": story.department("bm"),
        "year": year,
        "held_on": clock.today(),
        "checkers": "周予安、孟晓东",
        "outside_list": f"人事处在职人员名单（{clock.today():%Y-%m-%d}）",
        "same": same,
        "differing": 2,
        "findings": "2 人职称未更新",
        "measures": "已按人事处名单更正",
    }
    handovers.record_joint_check(story.world.user("office"), values)
