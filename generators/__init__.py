"""Generators: from a content folder (YAML and Markdown) to an immutable Edition."""
