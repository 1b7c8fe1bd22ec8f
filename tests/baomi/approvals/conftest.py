import pytest

from tests.factories import approvals as factories


@pytest.fixture(autouse=True)
def declared():
    """The made-up register and its procedure exist."""
    with factories.declared():
        yield


@pytest.fixture
def people(db):
    return factories.People()
