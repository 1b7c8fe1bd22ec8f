from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "baomi.organization"
    label = "organization"
