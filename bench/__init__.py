"""How near the house is to its limits, measured against the bare work in the same run: `manage.py bench`."""
