"""Albumen's window."""
