"""Phrases 用语: the words of pages and documents, deadlines in words, and what stands around a document."""
