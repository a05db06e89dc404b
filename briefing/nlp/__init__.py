"""Turns an article into an analysis; `engine/built_in_engine.py` runs the extractors."""
