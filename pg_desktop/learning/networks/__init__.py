"""Networks in torch, their optimiser, and changes of their size."""
