import type { Activation, Layer } from "./layers.ts";

export interface MlpOptions {
  /** Default "relu". */
  activation?: Activation;
  /** Rate of the dropout behind each hidden layer; default none. */
  dropout?: number;
}

/** A multilayer perceptron with these hidden layers. */
export function mlp(units: readonly number[], { activation, dropout = 0 }: MlpOptions = {}): readonly Layer[] {
  return units.flatMap((size): readonly Layer[] => [
    { kind: "dense", units: size, ...(activation && { activation }) },
    ...(dropout > 0 ? [{ kind: "dropout", rate: dropout } as const] : []),
  ]);
}
