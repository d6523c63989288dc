"""The network: its units and weights, and what it makes of the moment that is shown."""
