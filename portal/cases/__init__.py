"""Cases 流程实例: procedures that run. Whose turn it is, what was decided, and the proof of every step."""
