"""Pages beside the grid: numbers about the library, duplicates, photos side by side."""
