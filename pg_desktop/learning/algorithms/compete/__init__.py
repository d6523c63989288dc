"""Learning to beat an opponent that does not learn."""
