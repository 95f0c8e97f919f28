"""What can be wrong with a mapping.

Exception
└── MappingError      the mapping file cannot be used; names the file and the line
    (ValueError)
    └── PathError     one attribute path cannot be used; the reader of the file adds file and line to it
"""


class MappingError(Exception):
    """A mapping that cannot be used, as one line: ``file:line: what is wrong; what to do``.

    Attributes:
        file: the name the mapping was loaded under.
        line: counted from 1; 1 too where the file as a whole is meant.
        message: what is wrong and what to do, one line.
    """

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file = file
        self.line = line
        self.message = " ".join(message.splitlines())
        super().__init__(f"{file}:{line}: {self.message}")


class PathError(ValueError):
    """An attribute path that cannot be used: what is wrong, where in the path, and what to write instead."""
