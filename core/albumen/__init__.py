"""Albumen's engine: the library, its captions and the search over them; knows no window."""
