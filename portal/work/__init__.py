"""My work 我的待办: everything that waits for somebody, wherever it comes from, on one page."""
