"""scipy's side of svds.js: products that the 50 largest singular values of a 10,000 x 150,528 operator take, and how far off
the values are (relative to the largest), for one falling spectrum and one of svds' solvers, by tolerance. A JSON object.

usage: /usr/bin/python3 bench/svds.py [spectrum] [arpack|propack|lobpcg] [seed]
"""

import json
import os
import sys
import warnings

os.environ["SCIPY_USE_PROPACK"] = "1"

import numpy as np  # noqa: E402
import scipy  # noqa: E402
from scipy.sparse.linalg import LinearOperator, svds  # noqa: E402

rows, columns, count = 10_000, 150_528, 50
spectrum, solver, seed = sys.argv[1:] + ["i^-0.75", "arpack", "0"][len(sys.argv) - 1 :]
i = np.arange(rows)
spectra = {
    "i^-0.75": (i + 1) ** -0.75,
    "1/i": 1 / (i + 1),
    "1/sqrt(i)": (i + 1) ** -0.5,
    "0.97^i": 0.97**i,
    "ten spikes": np.where(i < 10, 10 - 0.5 * i, 1 / (1 + i / 200)),
}
sigma = spectra[spectrum]


def measure(tolerance):
    products = 0

    def forward(v):
        nonlocal products
        products += 1
        return sigma * v.ravel()[:rows]

    def transposed(u):
        nonlocal products
        products += 1
        padded = np.zeros(columns)
        padded[:rows] = sigma * u.ravel()
        return padded

    operator = LinearOperator((rows, columns), matvec=forward, rmatvec=transposed, dtype=float)
    options = {"tol": tolerance, "solver": solver, "random_state": int(seed), "return_singular_vectors": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = np.sort(svds(operator, count, **options))[::-1]
    exact = np.sort(sigma)[::-1][:count]
    error = float(abs(found - exact).max() / exact[0])
    return {"tolerance": tolerance, "applications": products, "error": error}


tolerances = [1e-8] if solver == "lobpcg" else [1e-2, 1e-4, 1e-6, 1e-8]
print(json.dumps({"scipy": scipy.__version__, "results": [measure(tolerance) for tolerance in tolerances]}))
