"""From a content folder to a Library: strict YAML with positions, Markdown prose, typed and resolved documents."""
