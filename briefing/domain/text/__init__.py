"""Pure functions over texts: motions, sentences, safe characters."""
