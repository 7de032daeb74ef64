"""The typed model of a company's controlled documents: frozen values and rules, no files, no YAML, no web."""
