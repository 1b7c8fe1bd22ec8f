"""Long work of the registers of cleared people, by subject."""

from personnel.tasks import filings, papers, people, training  # noqa: F401
