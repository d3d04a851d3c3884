import type { DensityOptions } from "./spectralDensity.ts";
import type { QuadratureOptions } from "./stochasticLanczosQuadrature.ts";

/** Settings of spectral densities, by the names of the programs that have them. */
export interface DensityPreset {
  readonly quadrature: Required<Pick<QuadratureOptions, "probes" | "steps" | "distribution">>;
  readonly density: Required<Omit<DensityOptions, "range">>;
  readonly source: string;
}

export const densityPresets = {
  default: {
    quadrature: { probes: 10, steps: 80, distribution: "rademacher" },
    density: { points: 1024, margin: { relative: 0.05 }, kernelWidth: { relativeToRange: 1 / 80 } },
    source: "as many steps and probes as hessian-eigenthings, with its kernel width: the range over the steps",
  },
  pyhessian: {
    quadrature: { probes: 1, steps: 100, distribution: "rademacher" },
    density: { points: 10_000, margin: { absolute: 0.01 }, kernelWidth: { variance: 1e-5 } },
    source: "PyHessian, hessian.density and density_plot (Yao et al. 2020)",
  },
  "spectral-density": {
    quadrature: { probes: 10, steps: 80, distribution: "normal" },
    density: { points: 10_000, margin: { absolute: 0.01 }, kernelWidth: { variance: 1e-5 } },
    source: "google/spectral-density (Ghorbani, Krishnan & Xiao 2019)",
  },
} as const satisfies Record<string, DensityPreset>;
