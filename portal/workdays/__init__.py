"""Working days 工作日: which days are worked, how spans of time are counted on them, and what waits to be done."""
