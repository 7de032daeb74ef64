"""Accounts 账户: how people prove who they are, and the sessions that follow from it."""
