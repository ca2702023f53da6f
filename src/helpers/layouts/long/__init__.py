"""One row a rating: which columns name the extract, the rater and the category."""
