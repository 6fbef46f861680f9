"""Background work: status line, panel and failures."""
