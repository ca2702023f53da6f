"""Which columns name the extracts, and the services these come from."""
