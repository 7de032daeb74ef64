"""Access 权限: who asks, what they may do, and the rule every address has."""
