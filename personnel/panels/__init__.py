"""What the registers of cleared people hang on their record pages, by subject."""

from personnel.panels import leaving, places, posts, travel  # noqa: F401
