"""Which files exist: scanning, watching, reconciling, file identity."""
