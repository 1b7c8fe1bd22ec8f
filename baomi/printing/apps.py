from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "baomi.printing"
    label = "printing"
