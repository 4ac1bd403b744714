"""What scripted callers say: texts.toml, and a folder of sounds for each voice. Nobody has the voice of the prompts."""
