"""Pure checks, by subject: each Allowed or Denied with reason and paragraph."""
