"""Models: their predictions and scores become columns and go the way of any decision table."""
