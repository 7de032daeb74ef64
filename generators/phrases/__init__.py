"""Phrases 用语: what pages and Word documents say by themselves, deadlines in words, and what stands around a document."""
