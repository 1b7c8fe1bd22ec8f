"""QuerySet classes, by subject."""
