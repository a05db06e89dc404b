"""Articles to analyses: each extractor a plain function, joined in `pipeline`."""
