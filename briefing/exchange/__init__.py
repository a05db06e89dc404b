"""Annotations out to other programs' formats, and in where the format can: one module a format."""
