"""The JSON API, keys, and webhooks in and out."""
