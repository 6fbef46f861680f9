"""Schema migrations of the library database."""
