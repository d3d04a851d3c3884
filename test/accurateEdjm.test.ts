import { afterAll, expect, test } from "vitest";
import { planText } from "../src/analyses/edjm/planText.ts";
import { edjm, prepareModel } from "../src/analyses/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const worstOf = (found: readonly number[], expected: readonly number[]) =>
  Math.max(...expected.map((value, i) => Math.abs(found[i]! - value)));

test.each([
  ["inputs", 60],
  ["samples", 12],
] as const)("edjm with `accurate`: a plan, finer trust, the same scores; on the side of the %s", async (side, n) => {
  const loaded = prepareModel(smallNetwork([20, 30, 3], { seed: 10 }).model, "small.onnx", "0");
  const data = normalSamples(n, [20], 3);
  const options = { groups: 4, curve: true };
  const [ours, theirs] = [
    await edjm(platform, loaded, data, { ...options, accurate: true, outputsPerPass: 2 }),
    await edjm(platform, loaded, data, options),
  ];
  expect(ours.plan).toMatchObject({ method: "exact", accurate: true, side, passes: 2 });
  expect(planText(ours.plan)).toContain(`exact, accurate, QR on the side of the ${side} (--accurate was asked for)`);
  expect(ours.plan.ways).toHaveLength(1);
  expect(ours.trustedAbove).toBe(Math.max(n, 20) * Number.EPSILON);
  expect(ours.score).toBeCloseTo(theirs.score!, 4);
  ours.perOutput.forEach(({ singularValues }, j) => {
    const other = theirs.perOutput[j]!.singularValues;
    expect(worstOf(singularValues, other)).toBeLessThan(1e-6 * other[0]!);
  });
  expect(worstOf(ours.scoreInterval!, theirs.scoreInterval!)).toBeLessThan(1e-4);
  expect(ours.curve!.map(({ samples }) => samples)).toEqual(theirs.curve!.map(({ samples }) => samples));
  const other = side === "inputs" ? "samples" : "inputs";
  await expect(edjm(platform, loaded, data, { accurate: true, side: other })).rejects.toThrow(
    `--side: expected ${side}, the smaller side, with --accurate, got ${other}`,
  );
  await expect(edjm(platform, loaded, data, { accurate: true, method: "lanczos" })).rejects.toThrow(
    "--method: expected exact with --accurate, got lanczos",
  );
  await expect(edjm(platform, loaded, data, { accurate: true, memory: 1000 })).rejects.toThrow(
    "--memory: expected at least",
  );
});
