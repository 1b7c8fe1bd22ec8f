"""The department's task in the menu, while a campaign runs."""

from baomi.desk.menu import Entry, add_entries
from baomi.organization import policy
from reviews.choices import CampaignState
from reviews.deadlines import notice_url
from reviews.models import Addressee


@add_entries
def own_tasks(user) -> list[Entry]:
    """年度总结报送 of the user's departments; who runs the campaign has its register instead."""
    if policy.can(user, "reviews.campaign.status"):
        return []
    published = Addressee.objects.filter(campaign__state=CampaignState.PUBLISHED)
    published = published.select_related("department").only("department__name")
    tasks = list(policy.scope(user, "reviews.notice.view", published).order_by("campaign__year", "pk"))
    several = len(tasks) > 1
    return [
        Entry(
            "年度", 500, f"年度报送 {task.department.name}" if several else "年度总结报送", notice_url(task)
        )
        for task in tasks
    ]
