"""CPU milliseconds of LAPACK (through NumPy and SciPy) for one random symmetric matrix, one thread: a JSON object."""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy  # noqa: E402
import scipy.linalg  # noqa: E402

n, repetitions = int(sys.argv[1]), int(sys.argv[2])
matrix = numpy.random.default_rng(0).standard_normal((n, n))
matrix = matrix + matrix.T
leading = [n - n // 5, n - 1]


def milliseconds(work):
    work()
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return times


print(
    json.dumps(
        {
            "values": milliseconds(lambda: numpy.linalg.eigvalsh(matrix)),
            "fifth": milliseconds(lambda: scipy.linalg.eigh(matrix, subset_by_index=leading)),
            "all": milliseconds(lambda: numpy.linalg.eigh(matrix)),
        }
    )
)
