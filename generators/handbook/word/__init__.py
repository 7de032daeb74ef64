"""How Word shows an outline: styles, numbering, tables, controls, parts of the package."""
