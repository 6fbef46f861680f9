"""The photo grid: geometry, model, thumbnails and view."""
