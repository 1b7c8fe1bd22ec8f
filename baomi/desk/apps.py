from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "baomi.desk"
    label = "desk"
