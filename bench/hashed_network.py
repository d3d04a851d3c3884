"""The ReLU network and the samples of hashedNetwork.js, in PyTorch."""

import torch
from hashed import hashed_bytes, hashed_floats


def hashed_layers(d, width, depth):
    """The modules of d-(depth x width)-10; none takes gradients."""
    sizes = [d] + [width] * depth + [10]
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layer = torch.nn.Linear(inputs, outputs)
        weight = hashed_floats(2 * i + 1, outputs * inputs, (6 / inputs) ** 0.5)
        layer.weight = torch.nn.Parameter(torch.from_numpy(weight).reshape(outputs, inputs), requires_grad=False)
        layer.bias = torch.nn.Parameter(torch.from_numpy(hashed_floats(2 * i + 2, outputs, 0.1)), requires_grad=False)
        layers += [layer] + ([torch.nn.ReLU()] if i < depth else [])
    return layers


def hashed_samples(n, d):
    return torch.from_numpy(hashed_bytes(0, n * d)).reshape(n, d).float() / 255
