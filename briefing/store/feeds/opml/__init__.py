"""OPML documents: parsing, serializing, editing subscriptions."""
