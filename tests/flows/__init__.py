"""Conversations with a scripted caller."""
