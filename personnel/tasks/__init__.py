"""Long work of the registers of cleared people, by subject."""

from personnel.tasks import papers, people, training  # noqa: F401
