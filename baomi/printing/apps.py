from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "baomi.printing"
    label = "printing"
    verbose_name = "打印"

    def ready(self):
        from baomi.printing import checks  # noqa: F401  registers the start-up checks
