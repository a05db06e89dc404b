"""The screen of a question and its answer."""
