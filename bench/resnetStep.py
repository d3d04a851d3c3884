"""PyTorch's side of resnetStep.js: for each line on stdin, the time of a number of steps as JSON.

usage: /usr/bin/python3 bench/resnetStep.py STEPS [plain|channels_last]
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

steps, batch = int(sys.argv[1]), 100
layout = (sys.argv[2:] or ["plain"])[0]
torch.set_num_threads(2)


class Residual(nn.Module):
    """Two convolutions with batch normalisation and a shortcut of option A (He et al. 2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.stride, self.added = stride, outputs - inputs
        self.layers = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x):
        y = self.layers(x)
        if self.added:
            x = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))
        return functional.relu(y + x, inplace=True)


layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
channels = 16
for outputs in (16, 32, 64):
    for block in range(3):
        layers.append(Residual(channels, outputs, 2 if outputs > 16 and block == 0 else 1))
        channels = outputs
model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
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
        loss = functional.cross_entropy(model(x[at]), y[at])
        loss.backward()
        optimiser.step()
        loss.item()
    return 1000 * (time.perf_counter() - started) / steps


if __name__ == "__main__":
    run()
    for _ in sys.stdin:
        print(json.dumps({"millisecondsPerStep": run()}), flush=True)
