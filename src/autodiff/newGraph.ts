import { type Builder, createBuilder, type Graph } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

/** A builder that knows every operator, empty or with everything that `from` holds. */
export const newGraph = (from?: Graph): Builder => createBuilder(infer, from);
