"""Conversations: plain sequential functions over the ports."""
