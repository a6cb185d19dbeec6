"""Pages: read, write, review, account, transparency."""
