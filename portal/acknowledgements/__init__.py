"""Acknowledgements 阅读确认: a person confirms exactly the text that was shown."""
