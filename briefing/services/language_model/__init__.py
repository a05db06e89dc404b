"""Asks the reader's own language model, in a separate process.

It is imported at first use: without a model in config.toml, none of it is.
"""
