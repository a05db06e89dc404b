"""The screens of feeds, and what follows and refreshes them."""
