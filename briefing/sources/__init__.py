"""Loads articles from files, web pages and feeds."""
