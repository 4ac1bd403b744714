"""Asterisk: its configuration, the handover of calls, AGI."""
