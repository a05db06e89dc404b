"""Makes stories from articles: assigns them, reads them, watches for news."""
