"""Files that Albumen ships: weights, lexicon, icons, styles, translations."""
