"""Registers as of any day, and the difference between two days (B11)."""
