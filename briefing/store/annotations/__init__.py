"""Annotation files: one JSON collection an article, with backups, repair and an index."""
