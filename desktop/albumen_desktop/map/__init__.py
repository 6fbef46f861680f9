"""A map of the world with the photos on it."""
