"""Level marks typed on the pages of summaries and incidents are warned of after saving."""

import pytest

from baomi.core import clock
from tests.factories.reviews import IncidentFactory

pytestmark = pytest.mark.django_db

MARK = "秘密★5年"
SENTENCE = f"文字里有密级标志“{MARK}”"


def test_in_the_remarks_of_the_office(client, round):
    summary = round.full_summary()
    round.hand_in(summary, clock.now())
    item = summary.items.get()
    client.force_login(round.office)
    sent = {f"remark-{item.pk}": f"附件标有{MARK}"}
    page = client.post(f"/reviews/summaries/{summary.pk}/remarks/", sent, follow=True).content.decode()
    item.refresh_from_db()
    assert item.remark == f"附件标有{MARK}"
    assert SENTENCE in page


def test_in_the_conclusion_of_an_incident(client, round):
    incident, other = IncidentFactory(department=round.other), IncidentFactory(department=round.other)
    client.force_login(round.office)
    sent = {"state": "closed", "conclusion": f"涉及文件{MARK}，已收回"}
    page = client.post(f"/reviews/incidents/{incident.pk}/settle/", sent, follow=True).content.decode()
    assert SENTENCE in page
    sent["conclusion"] = "涉及秘密级文件一份，已收回"
    page = client.post(f"/reviews/incidents/{other.pk}/settle/", sent, follow=True).content.decode()
    assert "密级标志" not in page
