// A power law fitted to 15,000 values, xmin searched over all of them, in turns with WeightWatcher's own loop in NumPy, by the
// kind of spectrum. Prints JSON. usage: node bench/powerLaw.js [repetitions] [python]   (after `npm run build`; peer: bench/powerLaw.py)
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fitPowerLaw, marchenkoPastur } from "../dist/stats/index.js";
import { hashed } from "./hashed.js";
import { inTurns } from "./inTurns.js";

const [repetitions = "5", python = "/usr/bin/python3"] = process.argv.slice(2);
const count = 15_000;
const uniform = (i) => (hashed(1, i) + 0.5) / 2 ** 32;
const grid = (i) => (i + 0.5) / count;
const pareto = (u, alpha = 2.5) => (1 - u) ** (-1 / (alpha - 1));
const bulk = marchenkoPastur(0.5);

/** What spectra of layers look like comes first; the others are meant to leave little to prune. */
const spectra = {
  "random bulk with a heavy tail": (i) => (i % 10 === 0 ? 2 * pareto(uniform(i)) : bulk.quantile(uniform(i))),
  "random bulk": (i) => bulk.quantile(uniform(i)),
  Pareto: (i) => pareto(uniform(i)),
  lognormal: (i) => Math.exp(Math.sqrt(-2 * Math.log(uniform(i))) * Math.cos(2 * Math.PI * uniform(i + count))),
  "quantiles of a Pareto law": (i) => pareto(grid(i)),
  "quantiles of two Pareto laws": (i) => (grid(i) < 0.5 ? pareto(grid(i)) : pareto(0.5) * pareto(2 * grid(i) - 1, 4)),
  "Pareto law with ripples": (i) => pareto(grid(i)) * Math.exp(0.05 * Math.sin(6 * Math.log(pareto(grid(i))))),
  "equal steps": (i) => i + 1,
};

const folder = mkdtempSync(path.join(os.tmpdir(), "netspectra-bench-"));
const compared = [];
for (const [spectrum, value] of Object.entries(spectra)) {
  const values = Float64Array.from({ length: count }, (_, i) => value(i)).sort();
  const file = path.join(folder, "values");
  writeFileSync(file, values);
  let fit;
  const result = await inTurns({
    bench: spectrum,
    unit: "s",
    repetitions: Number(repetitions),
    ours: async () => {
      const started = performance.now();
      fit = fitPowerLaw(values, { compat: "weightwatcher" });
      return (performance.now() - started) / 1000;
    },
    python,
    script: "powerLaw.py",
    args: [file],
    read({ seconds, alpha }) {
      // Distances may be equal up to rounding, and then another xmin be chosen.
      if (!(Math.abs(alpha / fit.alpha - 1) < 1e-6)) throw new Error(`${spectrum}: ${fit.alpha} and ${alpha}`);
      return seconds;
    },
    warm: 1,
  });
  compared.push(result);
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ rows: compared[0].rows, compared }, null, 2));
