"""Everything that lasts: annotation files, the library database, subscriptions."""
