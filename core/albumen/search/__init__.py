"""Search by description: the query language and the index behind it."""
