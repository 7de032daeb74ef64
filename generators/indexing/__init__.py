"""What search gets to see of the library: sections, each a place a reader may be sent to, and the vocabulary."""
