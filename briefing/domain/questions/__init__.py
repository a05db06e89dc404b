"""Questions about articles: the passages that answer them best, and answers."""
