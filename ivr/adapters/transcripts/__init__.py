"""The second ear: writes recordings down with Whisper, slowly and well, never in the live turn. An optional extra."""
