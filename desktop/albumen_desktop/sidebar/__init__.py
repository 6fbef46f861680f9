"""The sidebar: what of the library is listed."""
