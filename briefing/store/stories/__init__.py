"""Stores which articles are one story."""
