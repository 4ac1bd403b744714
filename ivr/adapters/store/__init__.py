"""The two stores: the directory and the ledger."""
