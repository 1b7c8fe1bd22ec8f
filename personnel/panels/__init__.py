"""What the registers of cleared people hang on their record pages, by subject."""

from personnel.panels import (  # noqa: F401
    allowances,
    leaving,
    papers,
    pledge_texts,
    people,
    places,
    posts,
    reports,
    training,
    travel,
    vetting,
)
