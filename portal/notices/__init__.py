"""Notices 通知: what people are told, in the portal and by mail, each once and with patience."""
