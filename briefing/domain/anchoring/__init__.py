"""Locates annotated passages again in a text that has changed."""
