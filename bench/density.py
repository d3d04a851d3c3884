"""NumPy's side of density.js: all eigenvalues of a stacked Jacobian by the Gram matrix of its smaller side.

usage: /usr/bin/python3 bench/density.py FILE ROWS COLUMNS     (float64, row-major)

Prints one JSON line: seconds, stable rank.
"""

import json
import sys
import time

import numpy as np

rows, columns = (int(argument) for argument in sys.argv[2:4])
matrix = np.fromfile(sys.argv[1]).reshape(rows, columns)
small = matrix[:64, :64].copy()
np.linalg.eigvalsh(small @ small.T)
started = time.perf_counter()
gram = matrix @ matrix.T if rows < columns else matrix.T @ matrix
values = np.linalg.eigvalsh(gram)
print(json.dumps({"seconds": time.perf_counter() - started, "score": float(values.sum() / values[-1])}))
