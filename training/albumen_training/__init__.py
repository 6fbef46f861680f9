"""The training of Albumen's captioner, from data to checkpoint."""
