"""Durable files: atomic writes, locks, generations of backups."""
