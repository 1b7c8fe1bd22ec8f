from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "baomi.registers"
    label = "registers"
