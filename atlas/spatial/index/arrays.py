"""The array types that the modules of the index hand each other."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int32]
States: TypeAlias = npt.NDArray[np.uint8]
Geometries: TypeAlias = npt.NDArray[np.object_]
Numbers: TypeAlias = npt.NDArray[np.integer[Any]]
