"""Pure decisions: no clock, no file, no socket, no log."""
