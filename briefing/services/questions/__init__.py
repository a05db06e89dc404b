"""Answers questions about articles of the library."""
