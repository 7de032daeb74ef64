"""Backups 备份: everything the records need, in one file, and how it becomes a home again."""
