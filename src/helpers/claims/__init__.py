"""Published beside recomputed, with a verdict."""
