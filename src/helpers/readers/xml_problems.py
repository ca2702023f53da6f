"""What is wrong with XML that is not read, for people."""


def told(problem: Exception) -> str:
    """In words; a parser's own are kept, since they name line and column.

    >>> told(ValueError("not well-formed: line 1, column 5"))
    'ValueError: not well-formed: line 1, column 5'
    """
    from defusedxml.common import DefusedXmlException

    if isinstance(problem, DefusedXmlException):
        return "it declares a document type or entities, which no table needs: save it anew"
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:160]
