"""Lists: pages that look at the whole library: home, registers, calendar, glossary, findings, changes."""
