"""The query language of filters, and what annotations and articles answer to it."""
