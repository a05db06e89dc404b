"""The query language of filters, and its fields for annotations and articles."""
