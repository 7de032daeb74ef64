"""Views: for each kind of document, what its page says between the control block and the history."""
