"""Running notebooks: one, the collection, or a batch, with a record that can be trusted."""
