"""One run in progress, between two threads. Only worker.py knows QtCore."""
