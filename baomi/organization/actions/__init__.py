"""The only writes of the organisation, by subject."""
