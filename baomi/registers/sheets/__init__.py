"""Registers as workbooks: checked, read, mapped, staged and committed on the way in; text alone on the way out."""
