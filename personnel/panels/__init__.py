"""What the registers of cleared people hang on their record pages, by subject."""

from personnel.panels import (  # noqa: F401
    allowances,
    changes,
    handovers,
    leaving,
    papers,
    people,
    places,
    pledge_texts,
    posts,
    reports,
    training,
    travel,
    vetting,
)
