"""The demo university: an invented house with three years of rounds, made through the real actions in time's order."""
