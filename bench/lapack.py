"""LAPACK's side of lapack.js, through NumPy: for each line on stdin, wall seconds and the largest value as JSON.

usage: /usr/bin/python3 bench/lapack.py values|vectors|svd ROWS COLUMNS MATRICES
"""

import json
import os
import sys
import time

task, (rows, columns, count) = sys.argv[1], (int(argument) for argument in sys.argv[2:5])
threads = os.cpu_count() if count > 1 else 1
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import numpy as np  # noqa: E402
from hashed import hashed  # noqa: E402


def random_matrix(stream):
    parts = (hashed(4 * stream + part, rows * columns) / 2**31 - 1 for part in range(4))
    matrix = sum(parts).reshape(rows, columns)
    return matrix if task == "svd" else np.tril(matrix) + np.tril(matrix, -1).T


work = {
    "values": np.linalg.eigvalsh,
    "vectors": lambda matrix: np.linalg.eigh(matrix)[0],
    "svd": lambda matrix: np.linalg.svd(matrix, full_matrices=False)[1],
}[task]
matrices = [random_matrix(stream) for stream in range(count)]


def run():
    started = time.perf_counter()
    results = [work(matrix) for matrix in matrices]
    return {"seconds": time.perf_counter() - started, "largest": float(results[0].max())}


for _ in sys.stdin:
    print(json.dumps(run()), flush=True)
