"""Speaks to the reader's own language model, in a process of its own.

Imported at the first use: without a model in config.toml nothing of it is.
"""
