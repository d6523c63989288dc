"""What the algorithms that learn board games have in common."""
