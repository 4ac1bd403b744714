"""Speaking: prompt texts to sound files."""
