from importlib import import_module

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "baomi.organization"
    label = "organization"

    def ready(self) -> None:
        import_module("baomi.organization.security_parameters")
        # Registers the system checks, the signal that begins a session, and who tells the log a user's roles.
        import_module("baomi.organization.checks")
        import_module("baomi.organization.sessions")
        import_module("baomi.organization.answers")
