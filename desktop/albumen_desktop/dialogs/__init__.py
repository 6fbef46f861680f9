"""Dialogs: preferences, shortcuts, crash report, about."""
