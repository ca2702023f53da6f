"""From a reader's table to columns: which row heads them, and which rows are no extract's."""
