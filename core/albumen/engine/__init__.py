"""The engine process: the only writer of a library, and the clients' way to it."""
