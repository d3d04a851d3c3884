export * from "./alignSequences.ts";
export * from "./decodePhones.ts";
export * from "./foldPhones.ts";
export * from "./phoneModel.ts";
export * from "./scorePhones.ts";
export * from "./tuneDecoding.ts";
export * from "./viterbi.ts";
