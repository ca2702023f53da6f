"""One column a rater: which columns are raters', and which only look so."""
