"""Handbooks 手册: controlled documents as Word files; *outline* says what a document says, *word* how Word shows it."""
