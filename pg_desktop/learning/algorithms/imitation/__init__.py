"""Learning from what somebody has shown: behaviour cloning, DAgger, and beginning REINFORCE with what came of it."""
