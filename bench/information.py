"""NumPy's side of information.js: the same bounds from distances in blocks of rows, in float64.

Each block: squared distances by one product, one exponential at the lower bound's rate, whose fourth power is that at the upper one's;
sums over all samples, and over each class by a product with the one-hot labels.

usage: /usr/bin/python3 bench/information.py [n] [units] [variance]

Prints one JSON line: seconds, score (the sum of the six bounds).
"""

import json
import os
import sys
import time

# Threads of OpenMP that spin between operators take the cores from OpenBLAS, which has threads of its own.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from hashed_network import hashed_layers, hashed_samples  # noqa: E402

defaults = ["10000", "100", "1"]
given = sys.argv[1:] + defaults[len(sys.argv) - 1 :]
n, units, variance = int(given[0]), int(given[1]), float(given[2])
block = 500
model = torch.nn.Sequential(*hashed_layers(units, units, 1)[:2]).eval()
data = hashed_samples(n, units)
labels = np.arange(n) % 10


def bounds():
    z = model(data).numpy().astype(np.float64)
    z -= z.mean(0)
    squares = (z * z).sum(1)
    one_hot = np.eye(10)[labels]
    # Upper bound, lower bound: each over all samples, over those of the same class.
    sums = np.empty((2, 2, n))
    for start in range(0, n, block):
        at = slice(start, start + block)
        distances = squares[at, None] + squares - 2 * (z[at] @ z.T)
        distances *= -1 / (8 * variance)
        below = np.exp(distances, out=distances)
        above = below * below
        above *= above
        for i, kernel in enumerate((above, below)):
            by_class = kernel @ one_hot
            sums[i, 0, at] = by_class.sum(1)
            sums[i, 1, at] = by_class[np.arange(len(by_class)), labels[at]]
    sizes = np.bincount(labels)[labels]
    upper, lower = (-np.log2(one[0] / n).mean() for one in sums)
    upper_within, lower_within = (-np.log2(one[1] / sizes).mean() for one in sums)
    labelled = [upper - upper_within, lower - lower_within, upper - lower_within, lower - upper_within]
    return [upper, lower, *labelled]


started = time.perf_counter()
found = bounds()
print(json.dumps({"seconds": time.perf_counter() - started, "score": float(sum(found)), "bounds": found}))
