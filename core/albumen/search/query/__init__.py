"""The query language: text to a syntax tree and back, with mistakes at their positions."""
