"""Exports annotations and briefings to the formats of other programs, and imports annotations from them."""
