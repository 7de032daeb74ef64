"""The outline 提纲: what a document says, as a neutral tree, in one language; made from the typed library."""
