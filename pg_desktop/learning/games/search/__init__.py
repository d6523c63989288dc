"""Looking ahead: a policy and a value, and the moves that follow from moves (PUCT)."""
