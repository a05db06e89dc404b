"""Answers questions to articles of the library."""
