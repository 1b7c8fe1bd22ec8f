from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "baomi.approvals"
    label = "approvals"
    verbose_name = "审批"

    def ready(self) -> None:
        from baomi.approvals import checks  # noqa: F401 - registers the system checks
