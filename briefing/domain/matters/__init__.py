"""Followed matters: which stories join them, and what is told of them."""
