import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { inFloat64, lower, normalizeModel } from "../src/autodiff/index.ts";
import { isFloat, NetspectraError, random, type Tensor, UnsupportedOperatorError } from "../src/base/index.ts";
import type { Graph } from "../src/graph/index.ts";
import { definitionOf } from "../src/ops/define/registry.ts";
import { type ConformanceCase, caseFolders, difference, inType, readCase, withConstants } from "./conformanceCase.ts";
import { disputed, illConditioned, notRunnable, refusedModels, refusedOperators } from "./conformanceExceptions.ts";
import { checkDerivatives } from "./derivativeLaws.ts";
import { nudged } from "./nudged.ts";
import { openBytes, runGraph } from "./runtime.ts";

/** ONNX's own models with inputs and outputs: Debian's libonnx-testdata, or backend/test/data of the onnx package. */
const root = process.env["NETSPECTRA_ONNX_TESTDATA"] ?? "/usr/share/libonnx-testdata/data";
const folders = caseFolders(root, ["node", "simple", "pytorch-converted", "pytorch-operator"]);
const cases = folders.map((folder) => [path.relative(root, folder), folder] as const);
/** Of these, one in so many is differentiated: all of them take half a minute. */
const oneIn = Number(process.env["NETSPECTRA_TEST_ONE_IN"] ?? 5);
const seen = new Set<string>();
const tried = 0;
/** Values that ONNX rounded to half precision are computed in float32 here. */
const roundings: Readonly<Record<string, number>> = { float16: 2 ** -11, bfloat16: 2 ** -8 };

describe.skipIf(cases.length === 0)(
  `ONNX's test models${cases.length ? "" : ` (apt install libonnx-testdata)`}`,
  () => {
    test.each(cases)("%s", async (name, folder) => {
      const own = readCase(folder);
      const outcome = normalised(own);
      if (outcome instanceof NetspectraError) return expectListed(name, outcome);
      const { graph, feeds } = outcome;
      const impossible = notRunnable.find((exception) => exception.cases.test(name));
      if (impossible) {
        await expect(runGraph(graph, feeds)).rejects.toThrow(impossible.error);
        return;
      }
      expectSame(
        await runGraph(graph, feeds),
        disputed.some(({ cases: those }) => those.test(name)) ? await asItIs(folder, own) : own.outputs,
      );
      const chosen = random(1, "conformance", name).integer(oneIn) === 0 && !illConditioned.includes(name);
      if (chosen && hasDerivative(graph, own)) await checkDerivatives(inFloat64(graph), nudged(feeds, name), 1, name);
    });

    test("what the lists say is refused, is", ({ skip }) => {
      skip(tried < cases.length, "only some of the models were tried");
      expect(cases.length).toBeGreaterThan(1000);
      const refused = refusedModels.map(({ cases: pattern }) => pattern.source);
      expect([...seen].sort()).toEqual([...Object.keys(refusedOperators), ...refused].sort());
    });
  },
);

/**
 * The graph that is analysed. Shapes must be known before it runs: where the model computes them from its inputs, those
 * become constants, first the integers (shapes, axes, indices), then all but the first, then all.
 */
function normalised(own: ConformanceCase): NetspectraError | { graph: Graph; feeds: Record<string, Tensor> } {
  const names = Object.keys(own.feeds);
  const choices = [[], names.filter((name) => !isFloat(own.feeds[name]!.type)), names.slice(1), names];
  let refusal: unknown;
  for (const fixed of choices) {
    try {
      const graph = lower(normalizeModel(withConstants(own, fixed), { batch: "as-is" }));
      const fed = graph.inputs.map(({ name, type }) => [name, inType(own.feeds[name]!, type)] as const);
      return { graph, feeds: Object.fromEntries(fed) };
    } catch (error) {
      if (!(error instanceof NetspectraError)) throw error;
      refusal ??= error;
    }
  }
  return refusal as NetspectraError;
}

function expectListed(name: string, refusal: NetspectraError): void {
  if (refusal instanceof UnsupportedOperatorError) {
    for (const { operator, reason } of refusal.blocked) {
      expect(refusedOperators, `${name}: ${operator} is refused`).toHaveProperty([operator]);
      expect(reason, operator).toMatch(refusedOperators[operator]!);
      seen.add(operator);
    }
    return;
  }
  const listed = refusedModels.find((exception) => exception.cases.test(name));
  expect(refusal.message, name).toMatch(listed?.error ?? /nothing: this model must not be refused/);
  seen.add(listed!.cases.source);
}

function expectSame(actual: Record<string, Tensor>, expected: Record<string, Tensor>): void {
  for (const [output, value] of Object.entries(expected)) {
    const y = actual[output]!;
    expect(y.shape, output).toEqual(value.shape);
    expect(difference(y, inType(value, y.type)), output).toBeLessThan(roundings[value.type] ?? 1e-5);
  }
}

/** What the runtime makes of the file itself. */
async function asItIs(folder: string, { feeds }: ConformanceCase): Promise<Record<string, Tensor>> {
  return (await openBytes(readFileSync(path.join(folder, "model.onnx"))))(feeds);
}

/** Floats in and out, all finite, and nothing on the way that stops derivatives. */
function hasDerivative(graph: Graph, { feeds, outputs }: ConformanceCase): boolean {
  const finite = (t: Tensor | undefined) => (t?.data as Float32Array | undefined)?.every(Number.isFinite) ?? true;
  const isWide = ({ type }: { type?: string }) => type === "float32" || type === "float64";
  const floats = [...graph.inputs, ...graph.outputs].filter(({ type }) => type && isFloat(type));
  return (
    graph.inputs.some(isWide) &&
    graph.outputs.some(isWide) &&
    floats.every(({ name }) => isWide(feeds[name] ?? outputs[name] ?? {}) && finite(feeds[name] ?? outputs[name])) &&
    graph.nodes.every((node) => !definitionOf(node)?.stops)
  );
}
