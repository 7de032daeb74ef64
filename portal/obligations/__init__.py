"""Obligations 应办事项: who must confirm what by when, reckoned from recorded facts alone."""
