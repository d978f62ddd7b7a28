"""The distinct values of a column, numbered: by pandas where there are enough to earn its import.

Importing pandas takes as long as numbering some hundred thousand cells without it, and most
rosters are of one school.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

MANY = 20_000  # rows of a sheet from which pandas is used


def number_values(
    values: Sequence[Any] | NDArray[np.object_],
) -> tuple[NDArray[np.intp], list[Any]]:
    """Return for each value the number of its distinct one, and those as they first came.

    ``None`` and NaN are '' here, an empty cell.
    """
    return _number_many(to_array(values)) if len(values) >= MANY else _number_few(values)


def to_array(values: Iterable[Any]) -> NDArray[np.object_]:
    if isinstance(values, np.ndarray):
        return values
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def _number_few(values: Iterable[Any]) -> tuple[NDArray[np.intp], list[Any]]:
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault(_empty(value), len(numbers)) for value in values]
    return np.array(codes, dtype=np.intp), list(numbers)


def _empty(value: Any) -> Any:
    """NaN alone is not equal to itself."""
    return "" if value is None or value != value else value  # noqa: PLR0124


def _number_many(values: NDArray[np.object_]) -> tuple[NDArray[np.intp], list[Any]]:
    codes, found = import_pandas().factorize(values)
    distinct = found.tolist()
    if (codes < 0).any():
        codes = np.where(codes < 0, len(distinct), codes)
        distinct.append("")
    return codes, distinct


def import_pandas() -> Any:
    """Import pandas now: most files need none of it.

    Raises:
        MemoryError: there is no room for it under the bounds of a reader's process.

    """
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError as error:  # a library of it could not be mapped
        raise MemoryError from error
    return pd
