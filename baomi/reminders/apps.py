from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "baomi.reminders"
    label = "reminders"
