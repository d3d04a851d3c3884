import { describe, expect, test } from "vitest";
import { openGraph } from "../../test/runtime.ts";
import { lower, newGraph, simplify, vjp } from "../autodiff/index.ts";
import { float64, random, type Tensor } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { crossEntropy, softLoss, squaredError } from "./loss.ts";

type Loss = (g: Builder, logits: Value, targets: Value) => Value;
const [batch, classes] = [4, 5];
const stream = random(0, "loss");
const logits = Float64Array.from({ length: batch * classes }, () => 3 * stream.normal());
const teacher = Float64Array.from({ length: batch * classes }, () => 3 * stream.normal());

/** A loss and its gradient by the logits, in float64. */
async function evaluate(loss: Loss, z: Float64Array, targets: Float64Array) {
  const g = newGraph();
  const [own, wanted] = ["logits", "targets"].map((name) => g.input(name, "float64", [batch, classes]));
  const forward = simplify(lower(g.finish({ loss: loss(g, own!, wanted!) })));
  const h = newGraph(forward);
  const [gradient] = vjp(h, [h.value("loss")], [h.scalar(1, h.value("loss"))], [h.value("logits")]);
  const run = await openGraph(h.finish({ loss: h.value("loss"), gradient: gradient! }));
  const shape = [batch, classes];
  const outputs = await run({ logits: float64(shape, z), targets: float64(shape, targets) });
  return { loss: values(outputs["loss"]!)[0]!, gradient: values(outputs["gradient"]!) };
}

const values = ({ data }: Tensor) => [...(data as Float64Array)];

/** softmax(z / T) of each row. */
function softmax(z: Float64Array, temperature: number): Float64Array {
  const exponentials = z.map((value) => Math.exp(value / temperature));
  const sums = Array.from({ length: batch }, (_, i) =>
    exponentials.subarray(i * classes, (i + 1) * classes).reduce((a, b) => a + b, 0),
  );
  return exponentials.map((e, i) => e / sums[Math.floor(i / classes)]!);
}

const largest = (differences: readonly number[]) => Math.max(...differences.map(Math.abs));

describe.each([1, 3, 10])("soft labels at temperature %i", (temperature) => {
  const loss: Loss = (g, z, targets) => softLoss(g, z, targets, temperature);

  test("the gradient is T (q − p) / batch", async () => {
    const p = softmax(teacher, temperature);
    const q = softmax(logits, temperature);
    const { gradient } = await evaluate(loss, logits, p);
    expect(largest(gradient.map((slope, i) => slope - (temperature * (q[i]! - p[i]!)) / batch))).toBeLessThan(1e-13);
  });

  test("the loss is T² times the cross-entropy of the softened answers", async () => {
    const p = softmax(teacher, temperature);
    const q = softmax(logits, temperature);
    const entropy = -p.reduce((sum, share, i) => sum + share * Math.log(q[i]!), 0) / batch;
    expect((await evaluate(loss, logits, p)).loss / (temperature ** 2 * entropy)).toBeCloseTo(1, 13);
  });
});

test("temperature 1 is the plain cross-entropy", async () => {
  const p = softmax(teacher, 1);
  expect(await evaluate((g, z, t) => softLoss(g, z, t, 1), logits, p)).toEqual(await evaluate(crossEntropy, logits, p));
});

test("at high temperatures soft labels are centred logits: T² × cross-entropy tends to half the squared error", async () => {
  const temperature = 1e4;
  const soft = await evaluate(
    (g, z, t) => softLoss(g, z, t, temperature),
    centred(logits),
    softmax(teacher, temperature),
  );
  const squared = await evaluate(squaredError, centred(logits), centred(teacher));
  expect(largest(soft.gradient.map((slope, i) => slope - squared.gradient[i]! / 2))).toBeLessThan(1e-3);
});

test("squared error is a mean over batch and classes, and its gradient is that", async () => {
  const { loss, gradient } = await evaluate(squaredError, logits, teacher);
  const differences = logits.map((z, i) => z - teacher[i]!);
  expect(loss).toBeCloseTo(differences.reduce((sum, d) => sum + d * d, 0) / (batch * classes), 12);
  expect(largest(gradient.map((slope, i) => slope - (2 * differences[i]!) / (batch * classes)))).toBeLessThan(1e-13);
});

function centred(z: Float64Array): Float64Array {
  return z.map((value, i) => {
    const start = i - (i % classes);
    return value - z.subarray(start, start + classes).reduce((sum, other) => sum + other, 0) / classes;
  });
}
