"""The registers of the award round, one file per part of it."""
