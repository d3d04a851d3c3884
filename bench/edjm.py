"""PyTorch's best practice for the EDJM of a 784-4x1536-10 ReLU network: one reverse pass per output over batches of
1,000, float64 Gram matrices, eigvalsh. Prints one JSON line: seconds, score.

usage: /usr/bin/python3 bench/edjm.py [n] [width] [depth] [d]
"""

import json
import sys
import time

import numpy as np
import torch

n, width, depth, d = (int(v) for v in (sys.argv[1:] + ["10000", "1536", "4", "784"][len(sys.argv) - 1 :]))
torch.manual_seed(0)
torch.set_num_threads(2)
sizes = [d] + [width] * depth + [10]
layers = []
for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
    layer = torch.nn.Linear(a, b)
    torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    layers += [layer] + ([torch.nn.ReLU()] if i < depth else [])
model = torch.nn.Sequential(*layers).eval()
for p in model.parameters():
    p.requires_grad_(False)
data = torch.rand(n, d)

started = time.perf_counter()
grams = torch.zeros(10, d, d, dtype=torch.float64)
for start in range(0, n, 1000):
    x = data[start : start + 1000].clone().requires_grad_(True)
    y = model(x)
    for j in range(10):
        (rows,) = torch.autograd.grad(y[:, j].sum(), x, retain_graph=j < 9)
        rows = rows.double()
        grams[j].addmm_(rows.T, rows)
scores = []
for j in range(10):
    sigma = np.sqrt(np.clip(np.linalg.eigvalsh(grams[j].numpy())[::-1], 0, None))
    epsilon = np.percentile(sigma, 90)
    scores.append(float((sigma[sigma > epsilon] / sigma[0]).sum()))
print(json.dumps({"seconds": time.perf_counter() - started, "score": float(np.mean(scores))}))
