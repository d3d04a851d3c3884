"""The search for xmin as WeightWatcher's loop does it, one candidate after another, each in a few NumPy calls: the peer of
powerLaw.js. For each line on stdin, a line of JSON: seconds, alpha, xmin.

usage: python3 bench/powerLaw.py FILE    (float64 values, ascending)
"""

import json
import sys
import time

import numpy as np

values = np.fromfile(sys.argv[1])


def search(data):
    logs = np.log(data)
    sums = np.cumsum(logs[::-1])[::-1]
    count = len(data)
    alphas = np.zeros(count - 1)
    distances = np.ones(count - 1)
    for i in range(count - 1):
        n = count - i
        alpha = 1 + n / (sums[i] - n * logs[i])
        alphas[i] = alpha
        if alpha > 1:
            distances[i] = np.max(np.abs(1 - (data[i:] / data[i]) ** (1 - alpha) - np.arange(n) / n))
    best = np.argmin(distances)
    return alphas[best], data[best]


for _ in sys.stdin:
    started = time.perf_counter()
    alpha, xmin = search(values)
    print(json.dumps({"seconds": time.perf_counter() - started, "alpha": alpha, "xmin": xmin}), flush=True)
