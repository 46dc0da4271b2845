"""Where a place lies, what of it is public, and which places a filter keeps."""
