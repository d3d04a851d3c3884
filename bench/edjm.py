"""PyTorch's side of edjm.js: the EDJM of the same d-(depth x width)-10 ReLU network around the same samples, to scores.

usage: /usr/bin/python3 bench/edjm.py [n] [width] [depth] [d] [best|jacobian|jacrev]

best:     what a performance-minded user writes: one reverse pass per output over batches, a float64 Gram matrix of the
          smaller side, eigvalsh.
jacobian: what users write: torch.autograd.functional.jacobian of the outputs summed over a batch (samples do not interact),
          then svdvals of each n x d matrix.
jacrev:   the same with functorch's vmap(jacrev).
Batches are the fastest of 100, 250, 500 and 1,000 (measured with 784-4x1536-10; the smaller side by rows: 3072-4x3072-10).
Prints one JSON line: seconds, score.
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

defaults = ["10000", "1536", "4", "784", "best"]
given = sys.argv[1:] + defaults[len(sys.argv) - 1 :]
(n, width, depth, d), form = (int(v) for v in given[:4]), given[4]
torch.set_num_threads(os.cpu_count())
model = torch.nn.Sequential(*hashed_layers(d, width, depth)).eval()
data = hashed_samples(n, d)


def gradients(batch):
    """One (samples x d) matrix per output after the other."""
    for start in range(0, n, batch):
        x = data[start : start + batch].clone().requires_grad_(True)
        y = model(x)
        for j in range(10):
            (rows,) = torch.autograd.grad(y[:, j].sum(), x, retain_graph=j < 9)
            yield j, start, rows


def best():
    """Spectra by the smaller Gram matrix."""
    if n >= d:
        grams = torch.zeros(10, d, d, dtype=torch.float64)
        for j, _, rows in gradients(500):
            rows = rows.double()
            grams[j].addmm_(rows.T, rows)
    else:
        matrices = torch.empty(10, n, d)
        for j, start, rows in gradients(1000):
            matrices[j, start : start + len(rows)] = rows
        grams = (matrix @ matrix.T for matrix in (matrix.double() for matrix in matrices))
    for gram in grams:
        yield np.sqrt(np.clip(np.linalg.eigvalsh(gram.numpy())[::-1], 0, None))


def singular_values(blocks):
    """Spectra by svdvals, of blocks of shape outputs x samples x d."""
    for matrix in torch.cat(list(blocks), dim=1):
        yield torch.linalg.svdvals(matrix).numpy()


def jacobian():
    from torch.autograd.functional import jacobian

    summed = lambda x: model(x).sum(0)  # noqa: E731
    return singular_values(jacobian(summed, x) for x in data.split(250))


def jacrev():
    from functorch import jacrev, vmap

    each = vmap(jacrev(model))
    return singular_values(each(x).transpose(0, 1) for x in data.split(100))


spectra = {"best": best, "jacobian": jacobian, "jacrev": jacrev}[form]
started = time.perf_counter()
scores = []
for sigma in spectra():
    epsilon = np.percentile(sigma, 90)
    scores.append(float((sigma[sigma > epsilon] / sigma[0]).sum()))
print(json.dumps({"seconds": time.perf_counter() - started, "score": float(np.mean(scores))}))
