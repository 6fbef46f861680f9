"""Reads and commands of one library: the façade that the window and the command line use."""
