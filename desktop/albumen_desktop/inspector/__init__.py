"""The inspector: one photo, its captions, tags and details."""
