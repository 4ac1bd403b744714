"""Listening: voice activity, Vosk, and one turn of hearing."""
