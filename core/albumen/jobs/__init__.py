"""The persistent job queue."""
