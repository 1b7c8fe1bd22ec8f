"""Pages of the registers of cleared people that stand in the menu beside the registers, by subject."""

from personnel.menu import people, reports, training  # noqa: F401
