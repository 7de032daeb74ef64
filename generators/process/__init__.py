"""Processes as pictures, models and responsibilities: one flow, one geometry, several ways to show them."""
