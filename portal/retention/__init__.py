"""Retention 保存期限: how long who somebody was is kept, what holds it, and how it is erased."""
