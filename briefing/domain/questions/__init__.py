"""Questions to articles: the passages that answer them best, and answers."""
