"""Reading: pages of the current edition, search, and what programs may ask."""
