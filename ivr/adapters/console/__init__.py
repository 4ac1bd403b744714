"""A talk by keyboard on a terminal."""
