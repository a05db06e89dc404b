"""Stores stories: which articles belong together, and what the reader did with them."""
