import { parseArgs } from "node:util";
import { loadKernels } from "../../src/kernels/index.ts";
import { coverage, departureFromUniform, gaussianVerdicts, nullPValues, onsets } from "./powerLawLaws.ts";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "1000" },
    count: { type: "string", default: "500" },
    alpha: { type: "string", default: "2.5" },
    replicates: { type: "string", default: "400" },
    matrices: { type: "string", default: "200" },
    seed: { type: "string", default: "0" },
  },
});
const [samples, count, alpha, replicates, matrices, seed] = [
  values.samples,
  values.count,
  values.alpha,
  values.replicates,
  values.matrices,
  values.seed,
].map(Number) as [number, number, number, number, number, number];

await loadKernels();
const shares = (pValues: readonly number[]) =>
  Object.fromEntries(
    [0.05, 0.1, 0.25, 0.5, 0.75, 0.9].map((p) => [p, pValues.filter((each) => each <= p).length / samples]),
  );
const laws = onsets.map((onset) => {
  const trial = { onset, count, alpha, samples, replicates, seed };
  process.stderr.write(`${onset}\n`);
  const pValues = nullPValues(trial);
  return {
    onset,
    coverage: coverage(trial),
    pValues: {
      atMost: shares(pValues),
      departure: departureFromUniform(pValues),
      departureOfChance: 1.36 / Math.sqrt(samples),
    },
  };
});
const gaussian = [
  [100, 60],
  [200, 200],
  [300, 100],
].map(([rows, columns]) => {
  process.stderr.write(`Gaussian ${rows} × ${columns}\n`);
  return { rows, columns, verdicts: gaussianVerdicts(rows!, columns!, matrices, replicates, seed) };
});
console.log(JSON.stringify({ samples, count, alpha, replicates, seed, laws, matrices, gaussian }, null, 2));
