import { hessian as measureHessian } from "../../analyses/index.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** As many products as an epoch can spare; the command takes ten times as many. */
const quick = {
  method: "slq",
  values: 1,
  smallest: 1,
  probes: 3,
  steps: 30,
  traceProducts: 30,
  mostProducts: 60,
} as const;

/** Spectrum of the Hessian of the loss by the parameters, estimated from few products with vectors. */
export const hessian: TrackedAnalysis = {
  name: "hessian",
  measures: {
    lambdaMax: "λmax of the Hessian",
    lambdaMin: "λmin of the Hessian",
    trace: "trace of the Hessian",
    negativeMass: "weight of negative eigenvalues",
    symmetry: "symmetry",
  },
  async measure(platform, { model }, samples, { session, seed }) {
    const found = await measureHessian(platform, model, samples, { ...session, seed, ...quick });
    const { lambdaMax, lambdaMin, trace, negative, symmetry } = found;
    return { lambdaMax, lambdaMin, trace, negativeMass: negative?.mass, symmetry };
  },
};
