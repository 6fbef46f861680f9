"""Sidecar files, export and import."""
