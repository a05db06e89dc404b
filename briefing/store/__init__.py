"""What the library keeps on disk."""
