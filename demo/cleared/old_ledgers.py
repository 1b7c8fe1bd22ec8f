"""What else the ledgers kept before the system give: a post and a key place with their papers, a date put right."""

import datetime as dt

from baomi.approvals import actions as approvals
from baomi.core import clock
from baomi.core.levels import PersonGrade, SecrecyLevel
from demo.cleared.story import Story
from personnel.actions import people_takeovers, places, takeovers
from personnel.choices.people import PlaceKind, PostBasis, PostKind


def tell(story: Story) -> None:
    """Post and place in the second week, the place checked every year since; a correction that waits for its signature."""
    matter = story.matter()
    matter.on(story.first_day + dt.timedelta(days=9), lambda: _take_over_post(story))
    taken = []
    matter.on(story.first_day + dt.timedelta(days=9), lambda: taken.append(_take_over_place(story)), 10)
    for days in (400, 95):
        matter.ago(days, lambda: _check(story, taken[0].key_place))
    story.matter().ago(5, lambda: _correct(story, "rs:1"))


def _take_over_post(story: Story) -> None:
    year = clock.today().year - 2
    takeovers.take_over_post(
        story.world.user("office"),
        {
            "department": story.department("ky"),
            "title": "成果登记专管岗",
            "kind": PostKind.ADMINISTRATION,
            "duties": "登记、保管涉密科研成果资料，办理查阅手续。",
            "grade": PersonGrade.ORDINARY,
            "basis": PostBasis.FUNCTION,
            "basis_text": "本单位承担的科研成果管理职能",
            "meeting_on": dt.date(year, 3, 8),
            "meeting_number": f"104 会纪〔{year}〕2号",
            "approved_on": dt.date(year, 3, 22),
            "approval_number": f"GWSP-{year}-031",
        },
    )


def _take_over_place(story: Story):
    year = clock.today().year - 2
    return takeovers.take_over_place(
        story.world.user("office"),
        {
            "department": story.department("yjs"),
            "name": "涉密学位论文库",
            "kind": PlaceKind.SPOT,
            "level": SecrecyLevel.CONFIDENTIAL,
            "location": "研究生楼 108",
            "head": story.staff("member3"),
            "phone": story.department("yjs").phone,
            "reason": "集中存放涉密学位论文，符合要害部位确定条件。",
            "guards": "双人双锁，进出登记。",
            "physical": "防盗门、密码柜。",
            "technical": "视频监控、入侵报警。",
            "designated_on": dt.date(year, 5, 10),
            "approval_number": f"校保委〔{year}〕4号",
            "bureau_number": f"省保要害〔{year}〕12号",
            "bureau_on": dt.date(year, 6, 30),
            "checked_on": story.first_day - dt.timedelta(days=40),
        },
    )


def _check(story: Story, place) -> None:
    values = {
        "key_place": place,
        "checked_on": clock.today(),
        "checkers": "周予安、方子衿",
        "sound": True,
        "findings": "",
    }
    places.create_check(story.world.user("office"), values)


def _correct(story: Story, key: str) -> None:
    """人事处 found a line that was typed a year too late; 保密办主任 has not signed yet."""
    hr, line = story.world.user("hr"), story.person(key).takeover
    values = {
        "takeover": line,
        "entered_on": line.entered_on - dt.timedelta(days=365),
        "vetted_on": line.vetted_on,
        "vetting_due_on": line.vetting_due_on,
        "reason": "与人事档案核对，原台账年份少记一年",
    }
    approvals.submit(hr, people_takeovers.CORRECTION, people_takeovers.begin_correction(hr, values))
