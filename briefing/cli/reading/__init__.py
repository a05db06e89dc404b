"""Prints what articles say: their briefings, and answers to questions."""
