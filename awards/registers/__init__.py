"""The registers of the award round, one file per part of it."""

from awards.registers import ballots, honours, nominations, rounds

__all__ = ["ballots", "honours", "nominations", "rounds"]
