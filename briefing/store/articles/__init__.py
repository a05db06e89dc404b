"""Articles in library.db: storage, search, paging, retention."""
