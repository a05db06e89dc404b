"""Stories: groups of articles that tell of one event."""
