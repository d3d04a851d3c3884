import { float32, int64 } from "../src/base/index.ts";
import { int, ints } from "../src/graph/index.ts";
import { type ImportCase, list, modelOf, node, some, weights } from "./importModel.ts";

/** The numbers of the samples and a column, as the tuples of a ScatterND. */
const places = (size: number, column: number) =>
  int64([size, 1, 2], Array.from({ length: size }, (_, i) => [i, column]).flat());

function frozen(size: number): Readonly<Record<string, ImportCase>> {
  const token = float32([size, 1, 4], Array.from({ length: size }, () => [...some(4)]).flat());
  const rows = float32([size, 3], Array.from({ length: size }, () => [1, -2, 0.5]).flat());
  const order = int64([size, 3], Array.from({ length: size }, () => [2, 0, 1]).flat());
  const numbers = Array.from({ length: size }, (_, i) => i);
  const own: Readonly<Record<string, Omit<ImportCase, "batch">>> = {
    "a class token": {
      model: modelOf([size, 2, 4], [node("Concat", ["t", "x"], ["y"], { axis: int(1) })], { t: token }),
      sample: [2, 4],
    },
    "a class token that is expanded": {
      model: modelOf(
        [size, 2, 4],
        [node("Expand", ["t", "s"], ["u"]), node("Concat", ["u", "x"], ["y"], { axis: int(1) })],
        { t: weights(1, 1, 4), s: list(size, 1, 4) },
      ),
      sample: [2, 4],
    },
    "factors that are the same for every sample": {
      model: modelOf([size, 3], [node("Mul", ["x", "w"], ["y"])], { w: rows }),
      sample: [3],
    },
    "an order that is the same for every sample": {
      model: modelOf([size, 3], [node("GatherElements", ["x", "i"], ["y"], { axis: int(1) })], { i: order }),
      sample: [3],
    },
    "rows picked by their numbers": {
      model: modelOf([size, 3], [node("Gather", ["x", "i"], ["g"]), node("Tanh", ["g"], ["y"])], {
        i: list(...numbers),
      }),
      sample: [3],
    },
    "an assigned column": {
      model: modelOf(
        [size, 3],
        [
          node("Slice", ["x", "zero", "one", "one"], ["s"]),
          node("ScatterND", ["x", "i", "s"], ["t"]),
          node("Tanh", ["t"], ["y"]),
        ],
        { i: places(size, 2), zero: list(0), one: list(1) },
      ),
      sample: [3],
    },
    "zeros into which columns are written": {
      model: modelOf(
        [size, 3],
        [node("Slice", ["x", "zero", "one", "one"], ["s"]), node("ScatterND", ["o", "i", "s"], ["y"])],
        { i: places(size, 2), zero: list(0), one: list(1), o: float32([size, 4], new Float32Array(4 * size)) },
      ),
      sample: [3],
    },
    "elements picked by tuples": {
      model: modelOf([size, 3], [node("GatherND", ["x", "i"], ["y"])], { i: places(size, 1) }),
      sample: [3],
    },
  };
  return Object.fromEntries(
    Object.entries(own).map(([name, rest]) => [`${name}, batch ${size}`, { ...rest, frozen: size, batch: "any" }]),
  );
}

/** What a batch size is needed for: it stays. */
const kept: Readonly<Record<string, ImportCase>> = {
  "factors that differ from sample to sample": {
    model: modelOf([2, 3], [node("Mul", ["x", "w"], ["y"])], { w: weights(2, 3) }),
    sample: [3],
    frozen: 2,
    batch: 2,
  },
  "samples in another order": {
    model: modelOf([2, 3], [node("Gather", ["x", "i"], ["y"])], { i: list(1, 0) }),
    sample: [3],
    frozen: 2,
    batch: 2,
  },
  "a mean over a batch of one": {
    model: modelOf([1, 3], [node("ReduceMean", ["x", "a"], ["m"]), node("Sub", ["x", "m"], ["y"])], { a: list(0) }),
    sample: [3],
    frozen: 1,
    batch: 1,
  },
};

const softmax = node("Softmax", ["z"], ["y"], { axis: int(0) });

/** Networks that take one sample. */
const alone: Readonly<Record<string, Omit<ImportCase, "alone">>> = {
  "a vector by a matrix": {
    model: modelOf([4], [node("MatMul", ["x", "w"], ["h"]), node("Add", ["h", "b"], ["z"]), softmax], {
      w: weights(4, 3),
      b: weights(3),
    }),
    sample: [4],
    batch: "any",
  },
  "a matrix by a vector": {
    model: modelOf([4], [node("MatMul", ["w", "x"], ["z"]), softmax], { w: weights(3, 4) }),
    sample: [4],
    batch: "any",
  },
  "a vector beside a matrix": {
    model: modelOf([4], [node("Mul", ["x", "w"], ["z"]), softmax], { w: weights(3, 4) }),
    sample: [4],
    batch: "any",
  },
  "an image that becomes a batch of one and back": {
    model: modelOf(
      [2, 3, 3],
      [
        node("Unsqueeze", ["x", "zero"], ["u"]),
        node("Conv", ["u", "w"], ["c"]),
        node("Relu", ["c"], ["r"]),
        node("Reshape", ["r", "s"], ["v"]),
        node("Transpose", ["v"], ["y"], { perm: ints([1, 0]) }),
      ],
      { w: weights(3, 2, 2, 2), zero: list(0), s: list(3, 4) },
    ),
    sample: [2, 3, 3],
    batch: "any",
  },
  "a sum over all that there is": {
    model: modelOf([4], [node("ReduceSum", ["x"], ["y"], { keepdims: int(0) })]),
    sample: [4],
    batch: 1,
  },
};

/** Files with a batch size that is fixed, and without a batch axis. */
export const importBatches: Readonly<Record<string, ImportCase>> = {
  ...frozen(1),
  ...frozen(3),
  ...kept,
  ...Object.fromEntries(Object.entries(alone).map(([name, rest]) => [name, { ...rest, alone: true }])),
};
