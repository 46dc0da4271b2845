"""How far a long piece of work is."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with the name of a stage and the share of it that is done, 0 to 1."""


def silent(_stage: str, _done: float) -> None:
    """Tell nobody."""
