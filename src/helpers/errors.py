"""The one exception that a user is meant to see."""


class StudyError(Exception):
    """Something the user can mend, said in one line: what was wrong, where, what would be right.

    The command line prints it without a traceback and ends with exit code 2.
    """
