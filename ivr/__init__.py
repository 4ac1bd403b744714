"""The hotline: a voice IVR bot for a city's single number, on Asterisk EAGI and Vosk."""
