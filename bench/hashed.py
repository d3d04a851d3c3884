"""The numbers of hashed.js, for the Python sides of the benches."""

import numpy as np


def hashed(stream, length):
    i = np.arange(length, dtype=np.uint32)
    bits = i * np.uint32(0x9E3779B1) + np.uint32((stream + 1) * 0x85EBCA6B % 2**32)
    bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return bits ^ (bits >> np.uint32(16))


def hashed_floats(stream, length, most):
    return ((hashed(stream, length) / 2**31 - 1) * most).astype(np.float32)


def hashed_bytes(stream, length):
    return (hashed(stream, length) >> np.uint32(24)).astype(np.uint8)
