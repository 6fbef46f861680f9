"""Reading pixels and metadata of photo files, and making thumbnails."""
