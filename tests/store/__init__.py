"""Tests of the two stores: real SQLite, real PostgreSQL."""
