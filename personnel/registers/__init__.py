"""The declarations, by subject."""

from personnel.registers import (  # noqa: F401
    allowances,
    changes,
    cooling,
    documents,
    filings,
    handovers,
    leaving,
    papers,
    people,
    places,
    posts,
    projects,
    reports,
    training,
    travel,
    vetting,
    visits,
)
