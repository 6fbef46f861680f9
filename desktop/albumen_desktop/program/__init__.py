"""What surrounds the windows: the tray, starting at login, languages, several windows."""
