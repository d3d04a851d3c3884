"""PyTorch's side of resnet.js: the Jacobians of all outputs of ResNet-20 (option A, evaluation mode, batch normalisation
folded into the convolutions) around n images, one reverse pass per output. For each line on stdin, seconds as JSON.

usage: /usr/bin/python3 bench/resnet.py [n] [batch] [plain|channels_last]
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

n, batch, layout = (sys.argv[1:] + ["1000", "25", "plain"][len(sys.argv) - 1 :])
n, batch = int(n), int(batch)
torch.manual_seed(0)
torch.set_num_threads(2)


def convolution(inputs, outputs, stride):
    conv = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    return fuse_conv_bn_eval(conv.eval(), nn.BatchNorm2d(outputs).eval())


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first, self.second = convolution(inputs, outputs, stride), convolution(outputs, outputs, 1)
        self.extra = outputs - inputs

    def forward(self, x):
        y = self.second(torch.relu_(self.first(x)))
        if self.extra:
            x = nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, self.extra))
        return torch.relu_(y + x)


stages = [(16, 16, 1)] * 3 + [(16, 32, 2)] + [(32, 32, 1)] * 2 + [(32, 64, 2)] + [(64, 64, 1)] * 2
model = nn.Sequential(
    convolution(3, 16, 1),
    nn.ReLU(),
    *(Residual(*stage) for stage in stages),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(64, 10),
)
for p in model.parameters():
    p.requires_grad_(False)
data = torch.rand(n, 3, 32, 32)
if layout == "channels_last":
    model, data = model.to(memory_format=torch.channels_last), data.contiguous(memory_format=torch.channels_last)


def run():
    started = time.perf_counter()
    rows = [[] for _ in range(10)]
    for start in range(0, n, batch):
        x = data[start : start + batch].clone().requires_grad_(True)
        y = model(x)
        for j in range(10):
            rows[j].append(torch.autograd.grad(y[:, j].sum(), x, retain_graph=j < 9)[0])
    return time.perf_counter() - started


if __name__ == "__main__":
    run()
    for _ in sys.stdin:
        print(json.dumps({"seconds": run()}), flush=True)
