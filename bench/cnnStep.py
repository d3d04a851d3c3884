"""PyTorch's side of cnnStep.js: for each line on stdin, the time of a number of steps as JSON.

usage: /usr/bin/python3 bench/cnnStep.py STEPS [plain|channels_last]
"""

import json
import sys
import time

import torch
from torch import nn

steps, batch = int(sys.argv[1]), 100
layout = (sys.argv[2:] or ["plain"])[0]
torch.set_num_threads(2)


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True)]


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
    nn.ReLU(inplace=True),
    nn.Linear(128, 10),
)
x = torch.rand(batch * steps, 3, 32, 32)
y = torch.arange(batch * steps) % 10
if layout == "channels_last":
    model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def run():
    started = time.perf_counter()
    for step in range(steps):
        at = slice(step * batch, (step + 1) * batch)
        optimiser.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x[at]), y[at])
        loss.backward()
        optimiser.step()
        loss.item()
    return 1000 * (time.perf_counter() - started) / steps


if __name__ == "__main__":
    run()
    for _ in sys.stdin:
        print(json.dumps({"millisecondsPerStep": run()}), flush=True)
