export * from "./jackknife.ts";
export * from "./kendallTau.ts";
export * from "./percentile.ts";
export * from "./phones/index.ts";
export * from "./powerLaw/index.ts";
export * from "./randomMatrix/index.ts";
export * from "./spectralScore.ts";
export * from "./studentQuantile.ts";
