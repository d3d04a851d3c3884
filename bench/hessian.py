"""PyTorch's side of hessian.js: for each line on stdin, the time of products with the Hessian as JSON.

One gradient with its graph per batch, then a reverse pass through it for each vector (Pearlmutter 1994), in float32, as PyHessian and
hessian-eigenthings do, but with the gradient shared by the vectors.

usage: /usr/bin/python3 bench/hessian.py SAMPLES VECTORS [BATCH]
"""

import json
import sys
import time

import torch
from torch import nn

samples, count = int(sys.argv[1]), int(sys.argv[2])
batch = int((sys.argv[3:] or ["100"])[0])
torch.set_num_threads(2)


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]


model = nn.Sequential(
    *block(3, 32),
    *block(32, 64),
    nn.MaxPool2d(2),
    *block(64, 128),
    nn.MaxPool2d(2),
    *block(128, 128),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(2048, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
)
x = torch.rand(samples, 3, 32, 32)
y = torch.arange(samples) % 10
parameters = list(model.parameters())
vectors = [[torch.randn_like(p) for p in parameters] for _ in range(count)]


def run():
    started = time.perf_counter()
    sums = [[torch.zeros_like(p) for p in parameters] for _ in range(count)]
    for first in range(0, samples, batch):
        at = slice(first, first + batch)
        loss = nn.functional.cross_entropy(model(x[at]), y[at], reduction="sum") / samples
        gradient = torch.autograd.grad(loss, parameters, create_graph=True)
        for i, vector in enumerate(vectors):
            product = torch.autograd.grad(gradient, parameters, grad_outputs=vector, retain_graph=i + 1 < count)
            for total, part in zip(sums[i], product):
                total += part
    return 1000 * (time.perf_counter() - started) / count / -(-samples // 100)


if __name__ == "__main__":
    run()
    for _ in sys.stdin:
        print(json.dumps({"millisecondsPerProduct": run()}), flush=True)
