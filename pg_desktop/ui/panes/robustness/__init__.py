"""How much a policy withstands: the push test and the transfer map."""
