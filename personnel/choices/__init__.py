"""Enumerations and their groupings, by subject."""
