"""How much a policy stands: the push test and the transfer map."""
