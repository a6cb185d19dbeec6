"""Letters, statements of reasons and the transparency report."""
