"""The only writes, by subject."""
