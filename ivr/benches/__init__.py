"""Proofs of the hotline's promises that are too long for a test: what `ivr bench …` runs."""
