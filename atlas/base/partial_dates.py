"""Dates of honest length, as `2025`, `2025-09` or `2025-09-03`, compared as text."""


def first_day(iso: str) -> str:
    """Complete a date to its first day; no date stays empty, before all others."""
    return f"{iso}-01-01"[:10] if iso else ""


def is_recent(iso: str, made: str, months: int) -> bool:
    """Say whether all that a date may mean lies within some months before a day, or after it.

    Parameters
    ----------
    iso
        A date of honest length; without one nothing is recent.
    made
        The day to count from, with month and day.
    months
        How many months back.
    """
    year, month = divmod(int(made[:4]) * 12 + int(made[5:7]) - 1 - months, 12)
    return bool(iso) and first_day(iso) >= f"{year:04}-{month + 1:02}{made[7:10]}"
