"""The modules that declare figures."""

from importlib import import_module

SUBJECTS = ("lists", "searching", "prints", "sheets", "reminders", "people_pages", "people_work")


def load() -> None:
    """Import them all, in the order in which their figures are printed."""
    for name in SUBJECTS:
        import_module(f"bench.{name}")
