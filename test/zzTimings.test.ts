import * as ort from "onnxruntime-node";
import { test } from "vitest";
import { lower, simplify, vjp } from "../src/autodiff/index.ts";
import { random, tensorOf, sizeOf } from "../src/base/index.ts";
import { createBuilder, createModel, type Graph, int, ints, string, writeModel } from "../src/graph/index.ts";
import { network, presets } from "../src/models/index.ts";
import { infer } from "../src/ops/define/registry.ts";

async function time(label: string, graph: Graph, batch = 100) {
  const s = await ort.InferenceSession.create(writeModel(createModel(graph)), { intraOpNumThreads: 2, logSeverityLevel: 3 });
  const feeds = Object.fromEntries(graph.inputs.map(({ name, shape }) => {
    const sh = shape!.map((d) => (d === "N" ? batch : Number(d)));
    return [name, new ort.Tensor("float32", Float32Array.from({ length: sizeOf(sh) }, random(0, name).normal), sh)];
  }));
  const ts: number[] = [];
  for (let i = 0; i < 7; i++) { const t = performance.now(); await s.run(feeds); ts.push(performance.now() - t); }
  console.log(label, Math.min(...ts).toFixed(1), "ms, nodes", graph.nodes.length);
}
test("t", async () => {
  const grad = (build: (g: any, x: any) => any, shape: any[], what: string[]) => {
    const f = createBuilder(infer); const x = f.input("x", "float32", shape); const y = build(f, x);
    const g = createBuilder(infer, lower(f.finish({ y })));
    const c = g.input("c", "float32", y.shape);
    const pulled = vjp(g, [g.value("y")], [c], what.map((n) => g.value(n)));
    return simplify(g.finish(Object.fromEntries(pulled.map((v, i) => [`d${i}`, v!]))));
  };
  const w64 = tensorOf("float32", [64, 64, 3, 3], Float32Array.from({ length: 64 * 64 * 9 }, random(0, "w").normal));
  const conv = (g: any, x: any) => g.op("Conv", [x, g.initializer("w", w64)], { pads: ints([1, 1, 1, 1]) });
  const fwd = createBuilder(infer); const xx = fwd.input("x", "float32", ["N", 64, 32, 32]);
  await time("conv forward", fwd.finish({ y: conv(fwd, xx) }));
  await time("conv dx", grad(conv, ["N", 64, 32, 32], ["x"]));
  await time("conv dw", grad(conv, ["N", 64, 32, 32], ["w"]));
  const flip = createBuilder(infer); const dy = flip.input("x", "float32", ["N", 64, 32, 32]);
  let ww = flip.transpose(flip.initializer("w", w64), [1, 0, 2, 3]);
  ww = flip.slice(ww, [2, 3], [-1, -1], [-1000, -1000], [-1, -1]);
  await time("conv dx as flipped conv", flip.finish({ y: flip.op("Conv", [dy, ww], { pads: ints([1, 1, 1, 1]) }) }));
  const pool = (kind: string) => (g: any, x: any) => g.op(kind, [x], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
  for (const kind of ["MaxPool", "AveragePool"]) {
    const f = createBuilder(infer); const x = f.input("x", "float32", ["N", 64, 32, 32]);
    await time(`${kind} forward`, f.finish({ y: pool(kind)(f, x) }));
    await time(`${kind} dx`, grad(pool(kind), ["N", 64, 32, 32], ["x"]));
  }
  const pool3 = (g: any, x: any) => g.op("AveragePool", [x], { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) });
  await time("AveragePool 3/2 dx", grad(pool3, ["N", 64, 32, 32], ["x"]));
  const wt = (g: any, x: any) => g.op("Conv", [x, g.initializer("w", tensorOf("float32", [64, 3, 3, 3], Float32Array.from({ length: 64 * 27 }, random(0, "w").normal)))], { pads: ints([1, 1, 1, 1]) });
  await time("first conv 3->64 dw", grad(wt, ["N", 3, 32, 32], ["w"]));
  await time("first conv 3->64 dx", grad(wt, ["N", 3, 32, 32], ["x"]));
  const s = random(0, "a"); const a = new Float32Array(8e6);
  for (let r = 0; r < 2; r++) {
    let t = performance.now(); for (let i = 0; i < 8e6; i++) a[i] = s.normal(); console.log("normal", performance.now() - t);
    t = performance.now(); for (let i = 0; i < 8e6; i++) a[i] = s.bits(); console.log("bits", performance.now() - t);
    t = performance.now(); for (let i = 0; i < 8e6; i++) a[i] = s.uniform(); console.log("uniform", performance.now() - t);
    t = performance.now(); for (let i = 0; i < 8e6; i += 2) { const rad = Math.sqrt(-2 * Math.log((s.bits() + 0.5) / 4294967296)); const ang = 2 * Math.PI / 4294967296 * s.bits(); a[i] = rad * Math.sin(ang); a[i + 1] = rad * Math.cos(ang); } console.log("bm32", performance.now() - t);
  }
}, 120000);
