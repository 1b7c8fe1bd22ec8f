"""Pages that are no register, by subject."""
