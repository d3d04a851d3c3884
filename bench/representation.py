"""NumPy's side of representation.js: the products that the characteristics of every hidden layer of the same network need.

One forward pass in PyTorch, then for each ReLU layer Z with the mask B = (Z > 0), all in float64: Z'Z, Z'B, (Z*Z)'B and B'B, from which
covariances and correlations over the samples on which both units are positive follow.

usage: /usr/bin/python3 bench/representation.py [n] [width] [depth] [d]

Prints one JSON line: seconds of the pass and the products, score (the mean over layers of the mean |correlation|, which is not timed).
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

defaults = ["10000", "1536", "4", "784"]
n, width, depth, d = (int(v) for v in sys.argv[1:] + defaults[len(sys.argv) - 1 :])
torch.set_num_threads(os.cpu_count())
model = torch.nn.Sequential(*hashed_layers(d, width, depth)).eval()
data = hashed_samples(n, d)


def forward():
    layers, x = [], data
    for module in model:
        x = module(x)
        if isinstance(module, torch.nn.ReLU):
            layers.append(x.numpy())
    return layers


def products(layer):
    z = layer.astype(np.float64)
    b = (layer > 0).astype(np.float64)
    return z.T @ z, z.T @ b, (z * z).T @ b, b.T @ b


def correlation(zz, zb, z2b, bb):
    upper = np.triu_indices(width, 1)
    with np.errstate(all="ignore"):
        mean, square = zb / bb, z2b / bb
        variance = square - mean**2
        rho = (zz / bb - mean * mean.T) / np.sqrt(variance * variance.T)
    rho = rho[upper][bb[upper] > 1]
    return float(np.abs(rho[np.isfinite(rho)]).mean())


started = time.perf_counter()
seconds, scores = 0.0, []
layers = forward()
seconds += time.perf_counter() - started
for layer in layers:
    started = time.perf_counter()
    found = products(layer)
    seconds += time.perf_counter() - started
    scores.append(correlation(*found))
print(json.dumps({"seconds": seconds, "score": float(np.mean(scores))}))
