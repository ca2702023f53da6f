"""Readers: bytes in, one plain table out; one file a format."""
