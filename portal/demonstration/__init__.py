"""Demonstration 演示: an invented company lives through two years in the real services. Nobody in it exists."""
