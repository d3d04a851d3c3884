"""Wall milliseconds of LAPACK (through NumPy) for the eigenvalues of several random symmetric matrices, all threads."""

import json
import sys
import time

import numpy

n, count, repetitions = (int(argument) for argument in sys.argv[1:4])
random = numpy.random.default_rng(0)
matrices = [matrix + matrix.T for matrix in random.standard_normal((count, n, n))]


def milliseconds():
    start = time.perf_counter()
    for matrix in matrices:
        numpy.linalg.eigvalsh(matrix)
    return 1000 * (time.perf_counter() - start)


milliseconds()
print(json.dumps([milliseconds() for _ in range(repetitions)]))
