"""CPU milliseconds of LAPACK (through NumPy) for singular values of one random matrix, one thread: a JSON object."""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy  # noqa: E402

rows, columns, repetitions = (int(argument) for argument in sys.argv[1:4])
matrix = numpy.random.default_rng(0).standard_normal((rows, columns))


def milliseconds(work):
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return times


print(
    json.dumps(
        {
            "values": milliseconds(lambda: numpy.linalg.svd(matrix, compute_uv=False)),
            "vectors": milliseconds(lambda: numpy.linalg.svd(matrix, full_matrices=False)),
            "qr": milliseconds(lambda: numpy.linalg.qr(matrix)),
        }
    )
)
