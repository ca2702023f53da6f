"""The one exception that a user is meant to see."""


class StudyError(Exception):
    """Something the user can mend, said in one line: what was wrong, where, what would be right.

    The command line prints it without a traceback and ends with exit code 2; a notebook shows
    the line alone.
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: whoever reads it can mend the input."""
        return [f"{type(self).__name__}: {self}"]
