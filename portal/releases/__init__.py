"""Releases 发布: what is in force for people, decided here by two of them, and kept in the ledger."""
