"""The search index of the registers: a table of our own, kept with every write, read by list search and search page.

`words` makes tokens of values and of what is typed, `engine` asks the two databases, `declared` reads the registers,
`upkeep` writes the entries, `reading` finds.
"""
