"""The policy map: what the policy does everywhere."""
