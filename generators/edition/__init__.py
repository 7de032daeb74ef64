"""Editions 发布版: the immutable compiled library on disk. How it is laid out, written, read, verified."""
