"""What the registers of cleared people hang on their record pages, by subject."""

from personnel.panels import posts  # noqa: F401
