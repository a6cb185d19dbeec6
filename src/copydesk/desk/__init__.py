"""The desk: people review every suspicion, decide, and what they decide can be appealed and undone."""
