"""The registers of the award round, one file per part of it."""

from awards.registers import nominations, rounds

__all__ = ["nominations", "rounds"]
