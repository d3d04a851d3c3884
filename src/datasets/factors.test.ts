import { expect, test } from "vitest";
import { svd } from "../kernels/index.ts";
import { knownDataset } from "./define/registry.ts";
import { clusterCentres, clustersPerClass } from "./factors/clusterCentres.ts";
import { randomFrame } from "./factors/randomFrame.ts";

function points(count: number, part: "train" | "test", indices: readonly number[]) {
  const dataset = knownDataset(`factors:${count}`);
  if (dataset?.kind !== "generated") throw new Error("not generated");
  const { x, y } = dataset.generate(part, indices);
  return { rows: indices.map((_, i) => x.data.slice(1000 * i, 1000 * (i + 1))), labels: [...y] };
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const squaredLength = (x: Iterable<number>) => [...x].reduce((sum, value) => sum + value ** 2, 0);

test("a number always gives the same point, and parts and numbers of factors other ones", () => {
  const ten = points(10, "train", upTo(10));
  const again = points(10, "train", [7, 3]);
  expect(again.rows).toEqual([ten.rows[7], ten.rows[3]]);
  expect(again.labels).toEqual([ten.labels[7], ten.labels[3]]);
  expect(ten.labels.toSorted()).toEqual(upTo(10));
  expect(points(10, "test", [0]).rows).not.toEqual([ten.rows[0]]);
  expect(points(11, "train", [0]).rows).not.toEqual([ten.rows[0]]);
});

test.each([10, 30])("points of %i factors fill a space of so many dimensions", (count) => {
  const { rows } = points(count, "train", upTo(count + 20));
  const all = Float64Array.from(rows.flatMap((row) => [...row]));
  const { values } = svd(all, rows.length, 1000);
  expect(values[count - 1]! / values[0]!).toBeGreaterThan(1e-3);
  expect(values[count]! / values[0]!).toBeLessThan(1e-6);
});

test("the mixing is a rotation: orthonormal columns, each spread over all dimensions", () => {
  const frame = randomFrame(1000, 20, 0);
  const columns = upTo(20).map((k) => frame.subarray(1000 * k, 1000 * (k + 1)));
  for (const [k, a] of columns.entries()) {
    for (const [l, b] of columns.slice(0, k + 1).entries()) {
      expect(a.reduce((sum, value, i) => sum + value * b[i]!, 0)).toBeCloseTo(Number(k === l), 12);
    }
    // A uniform point of the sphere: Σ x⁴ is about 3/n.
    expect(1000 * a.reduce((sum, value) => sum + value ** 4, 0)).toBeCloseTo(3, -0.3);
  }
});

test.each([10, 60])("%i factors: each point is a cluster of its class and independent unit noise", (count) => {
  const centres = clusterCentres(count, 10, 0);
  const distances = centres.flatMap((a, i) =>
    centres.slice(0, i).map((b) => squaredLength(a.map((value, j) => value - b[j]!))),
  );
  expect(Math.min(...distances)).toBeGreaterThan(0);
  expect(Math.sqrt(distances.reduce((sum, d) => sum + d, 0) / distances.length)).toBeCloseTo(5, 0);
  const frame = randomFrame(1000, count, 0);
  const rotated = centres.map((centre) =>
    Float64Array.from({ length: 1000 }, (_, i) =>
      centre.reduce((sum, value, k) => sum + value * frame[1000 * k + i]!, 0),
    ),
  );
  const { rows, labels } = points(count, "train", upTo(200));
  const noise = rows.map((row, i) => {
    const own = upTo(clustersPerClass).map((k) => rotated[labels[i]! * clustersPerClass + k]!);
    return Math.min(...own.map((centre) => squaredLength(row.map((value, j) => value - centre[j]!))));
  });
  // The nearest of two clusters is, now and then, not the own one.
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length / count;
  expect(mean).toBeGreaterThan(0.9);
  expect(mean).toBeLessThan(1.06);
});

test.each(["factors:4", "factors:1001", "factors:x", "factors:", "factors:10:2", "mnist-pca:0", "mnist-pca:785"])(
  "%s is refused with the range",
  (name) => {
    expect(() => knownDataset(name)).toThrow(/a whole number from \d+ to \d+/);
  },
);

test("names without a number, and numbers behind names that take none", () => {
  expect(knownDataset("factors")).toMatchObject({ kind: "generated", name: "factors" });
  expect(knownDataset("mnist:5")).toBeUndefined();
  expect(knownDataset("nothing")).toBeUndefined();
});
