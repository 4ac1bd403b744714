"""Complete implementations of the ports, for tests: a scripted caller, a ledger in memory, a small directory."""
