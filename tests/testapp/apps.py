from django.apps import AppConfig


class TestAppConfig(AppConfig):
    """The smallest application there is, to prove the approvals kernel without a domain."""

    name = "tests.testapp"
    label = "testapp"
