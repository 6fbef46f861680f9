"""Engines for the tests of this folder."""

from tests.support.engines import client, engine, events, library, paths

__all__ = ["client", "engine", "events", "library", "paths"]
