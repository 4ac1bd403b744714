"""Callers who exist only in numbers: what they want, how they talk, how a key menu would have served them."""
