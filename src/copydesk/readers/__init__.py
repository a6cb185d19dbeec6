"""Follows, feed, digest, Show less, reports: where distribution becomes real, and the reader steers."""
