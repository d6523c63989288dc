"""Policies, environments and REINFORCE. No Qt, no threads, no files; torch only in network, reinforce and trainer."""
