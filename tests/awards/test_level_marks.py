"""Level marks typed on a nomination are warned of: as a draft, when it is handed in, when it comes back."""

import pytest

from awards.choices import AwardKind
from awards.models import Nomination
from tests.factories.awards import complete_collective

pytestmark = pytest.mark.django_db

MARK = "绝密★30年"
SENTENCE = f"文字里有密级标志“{MARK}”"


@pytest.fixture
def address(house, client):
    client.force_login(house.officer)
    return f"/awards/nominations/new/?round={house.round.pk}&kind={AwardKind.COLLECTIVE}&subject={house.computing.pk}"


def sent(client, address, **changes) -> dict:
    values = complete_collective()
    values["deeds"] += MARK
    return {**values, "token": client.get(address).context["token"], **changes}


def test_handed_in_with_a_mark(client, address):
    page = client.post(address, sent(client, address), follow=True).content.decode()
    assert MARK in Nomination.objects.get().deeds
    assert SENTENCE in page


def test_kept_as_a_draft_with_a_mark(client, address):
    answer = client.post(address, sent(client, address, save="1"))
    assert SENTENCE in client.get(answer.url).content.decode()
    assert not Nomination.objects.exists()


def test_coming_back_with_an_error_and_a_mark(client, address):
    answer = client.post(address, sent(client, address, core_people="三"))
    assert SENTENCE in answer.content.decode()
    assert not Nomination.objects.exists()


def test_without_a_mark_nothing_is_said(client, address):
    page = client.post(address, sent(client, address, **complete_collective()), follow=True).content.decode()
    assert Nomination.objects.exists()
    assert "密级标志" not in page
