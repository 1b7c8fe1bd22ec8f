"""The declarations, by subject."""

from personnel.registers import (  # noqa: F401
    allowances,
    changes,
    cooling,
    cooling_matters,
    documents,
    filings,
    handovers,
    leaving,
    papers,
    people,
    place_entries,
    places,
    posts,
    projects,
    reports,
    takeovers,
    training,
    travel,
    vetting,
    visits,
)
