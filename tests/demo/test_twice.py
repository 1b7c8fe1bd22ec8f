"""The demo is the same university every time."""

import pytest
from django.db import transaction

from tests.demo.loading import loaded, told

pytestmark = [pytest.mark.django_db, pytest.mark.proof]


def test_a_second_load_gives_the_same():
    with transaction.atomic():
        loaded()
        first = told()
        transaction.set_rollback(True)
    loaded()
    second = told()
    for name in first:
        assert first[name] == second[name], name
