"""Long work of the registers of cleared people, by subject."""

from personnel.tasks import papers, training  # noqa: F401
