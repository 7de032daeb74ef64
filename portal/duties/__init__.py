"""Recurring duties 周期职责: when each falls due, for whom, and what was recorded of it."""
