"""Values and rules of feeds: state, options, backoff, refresh results, sync."""
