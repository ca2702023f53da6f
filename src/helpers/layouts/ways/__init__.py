"""The layouts themselves: each offers the ways in which it could read a table."""
