import { type Graph, graphAttribute, type Node } from "../graph/index.ts";
import { fedType } from "./fedSamples.ts";
import type { StateTensor, TrainingGraphOptions } from "./trainingGraph.ts";

/** The Loop around the body. What changes with the step alone is taken from the scope around it. */
export function stepsLoop(
  body: Graph,
  state: readonly StateTensor[],
  measured: readonly string[],
  { batch, input, fed = {}, labels = "hard" }: TrainingGraphOptions,
  classes: number,
  scalarCount: number,
): Graph {
  const loopInputs = ["loop:iteration", "loop:going", ...state.map(({ name }) => name)];
  const own = new Map(body.inputs.map((info) => [info.name, info]));
  const loop: Node = {
    name: "steps_loop",
    operator: "Loop",
    domain: "",
    inputs: ["run:steps", "", ...state.map(({ name }) => `${name}:before`)],
    outputs: [...state.map(({ name }) => `${name}:after`), ...measured.map((name) => `run:${name}`)],
    attributes: { body: graphAttribute({ ...body, inputs: loopInputs.map((name) => own.get(name)!) }) },
  };
  const standard = ["run:x", "run:targets", "run:scalars", "run:steps", "run:step"];
  const given = body.inputs.filter(({ name }) => name.startsWith("run:") && !standard.includes(name));
  const carried = (suffix: string) =>
    state.map(({ name, shape }) => ({ name: `${name}:${suffix}`, type: "float32", shape }) as const);
  return {
    name: "training",
    inputs: [
      ...carried("before"),
      { name: "run:x", type: fedType(fed), shape: ["S", batch, ...input] },
      labels === "hard"
        ? { name: "run:targets", type: "int32", shape: ["S", batch] }
        : { name: "run:targets", type: "float32", shape: ["S", batch, classes] },
      { name: "run:scalars", type: "float32", shape: ["S", scalarCount] },
      { name: "run:steps", type: "int64", shape: [] },
      { name: "run:step", type: "int64", shape: [] },
      ...given,
    ],
    outputs: [
      ...carried("after"),
      ...measured.map((name) => ({ name: `run:${name}`, type: "float32", shape: ["S"] }) as const),
    ],
    nodes: [loop],
    initializers: new Map(),
    valueInfo: [],
  };
}
