"""Conversations written down by testers: the format, its reader, its player."""
