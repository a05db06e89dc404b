"""Bytes to articles: one module a format, one boundary where text is cleaned."""
