"""Networks as PyTorch exports them, with their Jacobians by PyTorch in float32 and float64.

usage: /usr/bin/python3 bench/torchExports.py FOLDER [NAMES] [OPSETS]     (NAMES, OPSETS: comma lists; default all)

Writes FOLDER/<network>-<opset>-<any|1|2>.onnx (batch axis open, or frozen at that size), FOLDER/<network>.npz (x, y, J32,
J64; J is n x k x d) and FOLDER/manifest.json. Weights are random; batch normalisation is calibrated on random images.
"""

import json
import os
import sys
import warnings

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.models as zoo

warnings.filterwarnings("ignore")
folder = sys.argv[1]
chosen = set(filter(None, sys.argv[2].split(","))) if len(sys.argv) > 2 else set()
opsets = [int(v) for v in sys.argv[3].split(",")] if len(sys.argv) > 3 else [7, 9, 11, 13, 15, 17]
os.makedirs(folder, exist_ok=True)
torch.set_num_threads(2)


class Apply(nn.Module):
    """A module from a function of (self, x) and its parts."""

    def __init__(self, forward, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self.function = forward

    def forward(self, x):
        return self.function(self, x)


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 48), nn.Tanh(), nn.Linear(48, 10))


def viewed_mlp():
    parts = dict(a=nn.Linear(64, 32), b=nn.Linear(32, 10))
    return Apply(lambda m, x: F.log_softmax(m.b(F.elu(m.a(x.view(x.size(0), -1)))), 1), **parts)


def grouped_cnn():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1, groups=4), nn.BatchNorm2d(32), nn.LeakyReLU(0.1), nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 3, padding=2, dilation=2, groups=32), nn.PReLU(32), nn.AvgPool2d(3, stride=2, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(32, 10),
    )


class Block(nn.Module):
    """Attention and a Gelu layer, each after a LayerNorm, on tokens that are image rows."""

    def __init__(self, width=16, heads=4):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        b, t, w = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / (w // self.heads) ** 0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, t, w))
        x = x + self.mlp(self.norm2(x))
        return self.head(x.mean(1))


def encoder_layer():
    # An odd number of heads keeps PyTorch from its fused attention, which has no ONNX form.
    layer = nn.TransformerEncoderLayer(18, 3, 32, batch_first=True, activation="gelu")
    return Apply(lambda m, x: m.head(m.layer(x)[:, 0]), layer=layer, head=nn.Linear(18, 10))


def autoencoder():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.SiLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.Hardswish(),
        nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1), nn.Softplus(), nn.Upsample(scale_factor=2, mode="nearest"),
        nn.Conv2d(8, 1, 3, padding=1), nn.AdaptiveAvgPool2d((2, 4)), nn.Flatten(),
    )


def unet():
    def forward(m, x):
        a = F.relu(m.a(x))
        b = F.relu(m.b(F.max_pool2d(a, 2)))
        up = F.interpolate(b, scale_factor=2, mode="bilinear", align_corners=False)
        up = F.interpolate(up, size=a.shape[2:], mode="nearest")
        return m.c(torch.cat([up, a], 1)).mean((2, 3))

    return Apply(forward, a=nn.Conv2d(3, 8, 3, padding=1), b=nn.Conv2d(8, 8, 3, padding=1), c=nn.Conv2d(16, 10, 1))


def normalised_cnn():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.GroupNorm(4, 8), nn.ReLU6(), nn.Conv2d(8, 8, 3), nn.InstanceNorm2d(8, affine=True),
        nn.ELU(), nn.LocalResponseNorm(3), nn.Mish(), nn.Flatten(1), nn.Linear(8 * 12 * 12, 10), nn.Softmax(-1),
    )


def convolutions_1d():
    return nn.Sequential(
        nn.Conv1d(16, 24, 3, padding=1), nn.BatchNorm1d(24), nn.GLU(1), nn.MaxPool1d(2), nn.Conv1d(12, 10, 3),
        nn.AdaptiveMaxPool1d(1), nn.Flatten(),
    )


def convolutions_3d():
    return nn.Sequential(
        nn.Conv3d(1, 4, 3, padding=1), nn.BatchNorm3d(4), nn.ReLU(), nn.MaxPool3d(2), nn.Conv3d(4, 10, 2),
        nn.AvgPool3d(2), nn.Flatten(), nn.LazyLinear(10),
    )


def shuffled():
    """Tensor surgery: split, chunk, pad, roll, gather, pixel shuffle, repeat, expand, einsum, clamp, where."""

    def forward(m, x):
        a, b = torch.chunk(m.conv(x), 2, 1)
        y = F.pad(torch.clamp(a, -0.5, 0.9), (1, 0, 0, 1), mode="reflect")[:, :, 1:, :-1] * torch.sigmoid(b)
        y = torch.roll(F.pixel_shuffle(y, 2), 3, 3)
        y = torch.where(y > 0, y, 0.3 * y) + y.flip(2).narrow(1, 0, 1)
        y = y[:, [0, 1, 0]].unsqueeze(1).repeat(1, 2, 1, 1, 1).sum(1)
        rows = y.mean((1, 3)).pow(2) - y.amax((1, 3)) / (1 + y.std((1, 3)))
        return torch.einsum("bi,io->bo", rows, m.weight)

    return Apply(forward, conv=nn.Conv2d(3, 16, 3, padding=1), weight=nn.Parameter(torch.randn(32, 10) / 6))


def channels_last():
    parts = dict(conv=nn.Conv2d(3, 8, 3, stride=2), norm=nn.LayerNorm(8), head=nn.Linear(8, 10))
    return Apply(lambda m, x: m.head(m.norm(m.conv(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)).mean((1, 2))), **parts)


def one_pixel_pool(net, features):
    """AlexNet and VGG at small images: their pool to 7x7 has no ONNX form where the map is smaller."""
    net.avgpool = nn.AdaptiveAvgPool2d(1)
    index = next(i for i, layer in enumerate(net.classifier) if isinstance(layer, nn.Linear))
    width = net.classifier[index].out_features
    net.classifier[index] = nn.Linear(features, width)
    return net


def vit():
    net = zoo.VisionTransformer(32, 8, num_layers=3, num_heads=3, hidden_dim=48, mlp_dim=96, num_classes=10)
    nn.init.normal_(net.heads.head.weight, std=0.1)  # torchvision starts it at zero, and so the Jacobian
    return net


def swin():
    return zoo.SwinTransformer([4, 4], 24, [2, 2], [3, 6], [4, 4], num_classes=10)


def convnext():
    from torchvision.models.convnext import CNBlockConfig, ConvNeXt

    return ConvNeXt([CNBlockConfig(24, 48, 1), CNBlockConfig(48, 96, 2), CNBlockConfig(96, None, 1)], num_classes=10)


image = (3, 64, 64)
networks = {
    "mlp": (mlp, (1, 8, 8)),
    "viewed_mlp": (viewed_mlp, (1, 8, 8)),
    "grouped_cnn": (grouped_cnn, (3, 32, 32)),
    "transformer_block": (Block, (12, 16)),
    "encoder_layer": (encoder_layer, (12, 18)),
    "autoencoder": (autoencoder, (3, 16, 16)),
    "unet": (unet, (3, 16, 16)),
    "normalised_cnn": (normalised_cnn, (3, 16, 16)),
    "convolutions_1d": (convolutions_1d, (16, 20)),
    "convolutions_3d": (convolutions_3d, (1, 8, 8, 8)),
    "shuffled": (shuffled, (3, 16, 16)),
    "channels_last": (channels_last, (16, 16, 3)),
    "resnet18": (lambda: zoo.resnet18(num_classes=10), image),
    "mobilenet_v2": (lambda: zoo.mobilenet_v2(num_classes=10), image),
    "mobilenet_v3_small": (lambda: zoo.mobilenet_v3_small(num_classes=10), image),
    "shufflenet_v2_x0_5": (lambda: zoo.shufflenet_v2_x0_5(num_classes=10), image),
    "squeezenet1_1": (lambda: zoo.squeezenet1_1(num_classes=10), image),
    "densenet": (lambda: zoo.DenseNet(12, (3, 4, 3), 24, num_classes=10), image),
    "efficientnet_b0": (lambda: zoo.efficientnet_b0(num_classes=10), image),
    "regnet_y_400mf": (lambda: zoo.regnet_y_400mf(num_classes=10), image),
    "mnasnet0_5": (lambda: zoo.mnasnet0_5(num_classes=10), image),
    "convnext": (convnext, image),
    "vit": (vit, (3, 32, 32)),
    "swin": (swin, (3, 32, 32)),
    "googlenet": (lambda: zoo.googlenet(num_classes=10, aux_logits=False, init_weights=True), image),
    "inception_v3": (lambda: zoo.inception_v3(num_classes=10, aux_logits=False, init_weights=True), (3, 96, 96)),
    "alexnet": (lambda: one_pixel_pool(zoo.alexnet(num_classes=10), 256), image),
    "vgg11": (lambda: one_pixel_pool(zoo.vgg11(num_classes=10), 512), (3, 32, 32)),
}


def jacobian(net, x):
    """n x k x d, one reverse pass per output."""
    x = x.clone().requires_grad_(True)
    y = net(x)
    rows = [torch.autograd.grad(y[:, j].sum(), x, retain_graph=True)[0].flatten(1) for j in range(y.shape[1])]
    return y.detach().numpy(), torch.stack(rows, 1).numpy()


manifest = []
for name, (make, shape) in networks.items():
    if chosen and name not in chosen:
        continue
    torch.manual_seed(0)
    net = make()
    net(torch.randn(8, *shape))
    net.train()
    with torch.no_grad():
        for _ in range(20):
            net(torch.randn(8, *shape))
    net.eval()
    for p in net.parameters():
        p.requires_grad_(False)
    x = torch.randn(3, *shape)
    y, j32 = jacobian(net, x)
    _, j64 = jacobian(net.double(), x.double())
    net.float()
    np.savez(f"{folder}/{name}.npz", x=x.numpy(), y=y, J32=j32, J64=j64)
    for opset in opsets:
        for batch in ("any", 1, 2):
            # A frozen batch differs little between operator sets: two of them tell.
            if batch != "any" and opset not in (opsets[0], opsets[-1]):
                continue
            file = f"{name}-{opset}-{batch}.onnx"
            try:
                torch.onnx.export(
                    net, torch.randn(1 if batch == "any" else batch, *shape), f"{folder}/{file}", opset_version=opset,
                    input_names=["x"], output_names=["y"],
                    dynamic_axes={"x": {0: "N"}, "y": {0: "N"}} if batch == "any" else None,
                )
            except Exception as error:
                manifest.append(dict(name=name, opset=opset, batch=batch, not_exported=str(error).strip().split("\n")[0][:120]))
                if os.path.exists(f"{folder}/{file}"):
                    os.remove(f"{folder}/{file}")
                continue
            manifest.append(dict(name=name, opset=opset, batch=batch, file=file))
    print(name, [m["opset"] for m in manifest if m["name"] == name and "file" in m], file=sys.stderr)
with open(f"{folder}/manifest.json", "w") as out:
    json.dump(manifest, out, indent=1)
