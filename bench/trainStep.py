"""PyTorch's side of trainStep.js: for each line on stdin, the time of a number of steps as JSON."""

import json
import sys
import time

import torch

steps, batch = int(sys.argv[1]), 100
layers = []
for inputs, outputs in [(784, 1536), (1536, 1536), (1536, 1536), (1536, 1536)]:
    layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers, torch.nn.Linear(1536, 10))
optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
x = torch.rand(batch * steps, 784)
y = torch.arange(batch * steps) % 10


def run():
    started = time.perf_counter()
    for step in range(steps):
        at = slice(step * batch, (step + 1) * batch)
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x[at]), y[at])
        loss.backward()
        optimiser.step()
        loss.item()
    return 1000 * (time.perf_counter() - started) / steps


run()
for _ in sys.stdin:
    print(json.dumps({"millisecondsPerStep": run()}), flush=True)
