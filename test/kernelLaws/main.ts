import { parseArgs } from "node:util";
import { useVariant, type Variant } from "../../src/kernels/wasm.ts";
import { type Checked, kernelLaws } from "./kernelLaws.ts";
import { variants } from "./variants.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "2000" },
    seed: { type: "string", default: "0" },
    from: { type: "string", default: "0" },
    most: { type: "string", default: "200" },
    large: { type: "string", default: "10" },
    kernels: { type: "string", default: Object.keys(kernelLaws).join() },
    builds: { type: "string", default: "plain,relaxed" },
  },
});
const numbers = [values.count, values.seed, values.from, values.most, values.large].map(Number);
const [count, seed, from, most, large] = numbers as [number, number, number, number, number];
const largeSides = { least: 200, most: 800 };
/** About the sizes at which the named ones are tried. */
const namedSizes = [5, 22, 63, 190];

interface Worst {
  ratio: number;
  name: string;
}

/** Keep the worst of each law; NaN is worse than any number. */
function note(worst: Map<string, Worst>, { name, ratios }: Checked, where: string): void {
  for (const [law, value] of Object.entries(ratios)) {
    const ratio = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
    const known = worst.get(law);
    if (!known || ratio > known.ratio) worst.set(law, { ratio, name: `${name} (${where})` });
  }
}

let broken = 0;
/** A kernel that refuses a matrix has broken a law, too. */
function attempt(worst: Map<string, Worst>, where: string, run: () => readonly Checked[]): number {
  try {
    const checked = run();
    for (const one of checked) note(worst, one, where);
    return checked.length;
  } catch (error) {
    note(worst, { name: String(error), ratios: { "gives an answer": Number.POSITIVE_INFINITY } }, where);
    return 1;
  }
}

for (const variant of values.builds.split(",") as Variant[]) {
  if (!variants.includes(variant)) {
    console.log(`${variant}: this engine lacks it`);
    continue;
  }
  useVariant(variant);
  for (const kernel of values.kernels.split(",")) {
    const laws = kernelLaws[kernel]!;
    const worst = new Map<string, Worst>();
    const start = performance.now();
    let [named, generated] = [0, 0];
    if (from === 0) for (const size of namedSizes) named += attempt(worst, `named, ${size}`, () => laws.named(size));
    for (let index = from; index < from + count; index++) {
      generated += attempt(worst, `--from ${index}`, () => [laws.generated(seed, index, { least: 1, most: most })]);
    }
    for (let index = from; index < from + large; index++) {
      generated += attempt(worst, `large, --from ${index}`, () => [laws.generated(seed, index, largeSides)]);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`\n${kernel}, ${variant} SIMD: ${generated} generated and ${named} named matrices, ${seconds} s`);
    for (const [law, { ratio, name }] of worst) {
      const holds = ratio <= 1;
      if (!holds) broken++;
      console.log(`  ${holds ? "ok    " : "BROKEN"} ${ratio.toFixed(3).padStart(8)}  ${law}: ${name}`);
    }
  }
}
console.log(broken === 0 ? "\nAll laws hold." : `\n${broken} laws are broken.`);
process.exitCode = broken === 0 ? 0 : 1;
