"""Serves the reader to browsers of this machine."""
