"""A register beside a list from outside: what agrees, what differs, what only one of them has.

Nothing of the register is changed by it.
"""
