"""Subscriptions and the state of feeds."""
