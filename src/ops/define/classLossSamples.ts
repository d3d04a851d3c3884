const classes = (shape: readonly number[], values: readonly number[], type: "int32" | "int64" = "int64") =>
  ({ shape, type, values }) as const;
const weight = { shape: [3], from: 0.5, to: 2 } as const;

/** All reductions, with weights and without, with a class that is ignored inside and outside the range, with more axes. */
export const classLossSamples = [
  { x: [4, 3], target: classes([4], [0, 2, 1, 1]) },
  { x: [4, 3], target: classes([4], [0, 2, 1, 1], "int32"), weight, reduction: "none" },
  { x: [4, 3], target: classes([4], [0, 2, 1, 1]), weight, reduction: "sum" },
  { x: [4, 3], target: classes([4], [0, 2, 1, 1]), weight, ignore_index: 1 },
  { x: [4, 3], target: classes([4], [0, -100, 1, 1]), ignore_index: -100 },
  { x: [2, 3, 2], target: classes([2, 2], [0, 7, 1, 2]), weight, ignore_index: 7, reduction: "none" },
  { x: [2, 3, 2, 2], target: classes([2, 2, 2], [0, 1, 1, 2, 2, 0, 0, 1]), weight },
  { x: [2, 3, 1], target: classes([2, 1], [2, 0]), ignore_index: 2, reduction: "sum" },
] as const;
