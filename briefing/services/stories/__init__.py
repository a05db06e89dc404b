"""Makes stories of articles: assigns them, reads them, watches for what is new."""
