import { expect, test } from "vitest";
import { digits } from "./digits.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a number always gives the same image, whatever else is asked for", () => {
  const some = digits.generate("test", upTo(30));
  const one = digits.generate("test", [17]);
  expect(one.x.data).toEqual(some.x.data.slice(17 * 784, 18 * 784));
  expect(one.y[0]).toBe(some.y[17]);
  expect(digits.generate("train", [17]).x.data).not.toEqual(one.x.data);
});

test("every ten in a row hold each digit once, in changing order", () => {
  const { y } = digits.generate("train", upTo(40));
  const tens = [0, 10, 20, 30].map((from) => [...y.slice(from, from + 10)]);
  for (const ten of tens) expect(ten.toSorted()).toEqual(upTo(10));
  expect(new Set(tens.map(String)).size).toBeGreaterThan(1);
});

test("there is ink in the middle and paper at the edge, and no two images are alike", () => {
  const { x } = digits.generate("train", upTo(200));
  const images = upTo(200).map((i) => x.data.slice(i * 784, (i + 1) * 784));
  expect(new Set(images.map(String)).size).toBe(200);
  for (const image of images) {
    expect(Math.max(...image)).toBeGreaterThan(150);
    expect(image.filter((value) => value === 0).length).toBeGreaterThan(392);
  }
  const border = images.flatMap((image) => [...image.slice(0, 28), ...image.slice(-28)]);
  expect(border.reduce((sum, value) => sum + value, 0) / border.length).toBeLessThan(8);
});

/** Distance to the classes' mean images: a linear classifier. Hand-drawn digits are harder than that, not hopeless. */
test("mean images tell most digits apart, and by far not all", () => {
  const train = digits.generate("train", upTo(1000));
  const means = upTo(10).map(() => new Float64Array(784));
  train.y.forEach((label, i) => {
    for (let j = 0; j < 784; j++) means[label]![j]! += train.x.data[i * 784 + j]! / 100;
  });
  const test = digits.generate("test", upTo(500));
  const right = upTo(500).filter((i) => {
    const distances = means.map((mean) => mean.reduce((sum, m, j) => sum + (m - test.x.data[i * 784 + j]!) ** 2, 0));
    return distances.indexOf(Math.min(...distances)) === test.y[i];
  }).length;
  expect(right / 500).toBeGreaterThan(0.5);
  expect(right / 500).toBeLessThan(0.93);
});
