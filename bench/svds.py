"""Products that scipy's svds takes for the 50 largest singular values of a 10,000 x 150,528 operator, by spectrum."""
import json
import sys

import numpy as np
import scipy
from scipy.sparse.linalg import LinearOperator, svds

rows, columns, count = 10_000, 150_528, 50
i = np.arange(rows)
spectra = {
    "1/i": 1 / (i + 1),
    "1/sqrt(i)": (i + 1) ** -0.5,
    "0.97^i": 0.97**i,
    "ten spikes": np.where(i < 10, 10 - 0.5 * i, 1 / (1 + i / 200)),
}
tolerance = float(sys.argv[1]) if len(sys.argv) > 1 else 0
results = {"scipy": scipy.__version__}
for name, sigma in spectra.items():
    products = 0

    def forward(v):
        global products
        products += 1
        return sigma * v.ravel()[:rows]

    def transposed(u):
        global products
        products += 1
        padded = np.zeros(columns)
        padded[:rows] = sigma * u.ravel()
        return padded

    operator = LinearOperator((rows, columns), matvec=forward, rmatvec=transposed, dtype=float)
    found = np.sort(svds(operator, k=count, tol=tolerance, random_state=0, return_singular_vectors=False))[::-1]
    exact = np.sort(sigma)[::-1][:count]
    results[name] = {"applications": products, "error": float(abs(found - exact).max() / exact[0])}
print(json.dumps(results))
