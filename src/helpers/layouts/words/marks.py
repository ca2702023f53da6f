"""What people put in a column of marks."""

YES = frozenset(("1", "x", "true", "yes", "y", "checked"))
NO = frozenset(("0", "false", "no", "n", "unchecked"))
