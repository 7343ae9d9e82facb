"""Writes a NAS-Bench-201 cell as TorchScript modules, scripted.pt and traced.pt, whose weights are a formula.

usage: nasbench201.py DIRECTORY CELL CHANNELS CLASSES SIZE
"""
import math
import sys

import torch
from torch import nn


class Convolution(nn.Module):
    """ReLU, convolution, batch norm."""

    def __init__(self, channels_in, channels_out, kernel, stride):
        super().__init__()
        self.op = nn.Sequential(
            nn.ReLU(inplace=False),
            nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(channels_out))

    def forward(self, x):
        return self.op(x)


class Zero(nn.Module):
    def forward(self, x):
        return x.mul(0.0)


def operation(name, channels):
    return {
        'none': Zero,
        'skip_connect': nn.Identity,
        'nor_conv_1x1': lambda: Convolution(channels, channels, 1, 1),
        'nor_conv_3x3': lambda: Convolution(channels, channels, 3, 1),
        'avg_pool_3x3': lambda: nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False),
    }[name]()


class Cell(nn.Module):
    """Edges in the order of the text: 0->1, 0->2, 1->2, 0->3, 1->3, 2->3."""

    def __init__(self, text, channels):
        super().__init__()
        names = [edge.split('~')[0] for target in text.split('+') for edge in target.strip('|').split('|')]
        self.edges = nn.ModuleList([operation(name, channels) for name in names])

    def forward(self, x):
        one = self.edges[0](x)
        two = self.edges[1](x) + self.edges[2](one)
        return self.edges[3](x) + self.edges[4](one) + self.edges[5](two)


class Reduction(nn.Module):
    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.conv_a = Convolution(channels_in, channels_out, 3, 2)
        self.conv_b = Convolution(channels_out, channels_out, 3, 1)
        self.downsample = nn.Sequential(nn.AvgPool2d(2, stride=2), nn.Conv2d(channels_in, channels_out, 1, bias=False))

    def forward(self, x):
        return self.downsample(x) + self.conv_b(self.conv_a(x))


class Network(nn.Module):
    def __init__(self, text, channels, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))
        self.cells = nn.Sequential(
            Cell(text, channels), Reduction(channels, 2 * channels),
            Cell(text, 2 * channels), Reduction(2 * channels, 4 * channels),
            Cell(text, 4 * channels))
        self.lastact = nn.Sequential(nn.BatchNorm2d(4 * channels), nn.ReLU(inplace=True))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.3)
        self.classifier = nn.Linear(4 * channels, classes)

    def forward(self, x):
        features = self.lastact(self.cells(self.stem(x)))
        pooled = self.pool(features).view(x.size(0), -1)
        # As the published networks do: features first, logits last.
        return pooled, self.classifier(self.dropout(pooled))


def fill(network):
    weighted = [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    for t, module in enumerate(weighted):
        weight = module.weight
        scale = math.sqrt(2.0 / weight[0].numel())
        values = [scale * math.sin(1.0 + 0.7 * k + 0.003 * k * k + 0.013 * t) for k in range(weight.numel())]
        with torch.no_grad():
            weight.copy_(torch.tensor(values, dtype=torch.float64).view(weight.shape))
            if module.bias is not None:
                module.bias.zero_()
    return network


def main():
    directory, text, channels, classes, size = sys.argv[1:]
    network = fill(Network(text, int(channels), int(classes)))
    torch.jit.script(network).save(directory + '/scripted.pt')
    torch.jit.trace(network, torch.zeros(2, 3, int(size), int(size)), check_trace=False).save(directory + '/traced.pt')


if __name__ == '__main__':
    main()
