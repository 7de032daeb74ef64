"""Attachments 附件: files that people hand in, kept by content and checked before; never run, never shown inline."""
