"""The modules that declare figures."""

from importlib import import_module
from importlib.util import find_spec

SUBJECTS = ("lists", "searching", "prints", "sheets", "reminders")


def load() -> None:
    """Import them all, in the order in which their figures are printed."""
    for name in SUBJECTS:
        if find_spec(f"bench.{name}"):
            import_module(f"bench.{name}")
