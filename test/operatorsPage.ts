import { unfusedBy } from "../src/autodiff/fusedOperators.ts";
import { unsupportedNodes } from "../src/autodiff/index.ts";
import { opsetVersion } from "../src/graph/index.ts";
import type { OpDefinition } from "../src/ops/define/defineOp.ts";
import { operators } from "../src/ops/define/registry.ts";
import { retired } from "../src/ops/define/retired.ts";
import { onnxOperators } from "./onnxOperators.ts";

/** What is not read of operators that are. */
export const limits: Readonly<Record<string, string>> = {
  Attention: "no cache of earlier positions",
  BatchNormalization: "in training mode only where a network is trained; statistics per channel (no `spatial = 0`)",
  Compress: "constant conditions",
  DFT: "one-sided transforms of real signals only",
  Dropout: "evaluation mode, or a ratio of 0",
  EyeLike: "a known number of rows and columns",
  LpNormalization: "p = 1 or 2",
  Mod: "of floats with `fmod = 1`",
  NonZero: "constant operands: no boolean indexing",
  OneHot: "a depth that follows from the input's shape",
  Pad: "mode `wrap` with constant pads",
  Range: "bounds that follow from the input's shape",
  Resize: "scales or sizes that follow from the input's shape",
  Reshape: "a shape that follows from the input's shape",
  STFT: "one-sided transforms of real signals only",
  TopK: "a constant k",
};

const fusedCandidates = [
  "BiasGelu",
  "FastGelu",
  "FusedConv",
  "FusedGemm",
  "FusedMatMul",
  "Gelu",
  "QuickGelu",
  "SimplifiedLayerNormalization",
  "SkipLayerNormalization",
  "SkipSimplifiedLayerNormalization",
  "TransposeMatMul",
];

/** docs/operators.md, from the registry of operators. */
export function operatorsPage(): string {
  const names = Object.keys(operators).sort((a, b) => a.localeCompare(b, "en"));
  const refused = Object.keys(onnxOperators).filter((name) => !operators[name] && !retired[name]);
  const fused = fusedCandidates.filter((operator) => unfusedBy({ operator, domain: "com.microsoft" }));
  return `# Operators: will my model work?

<!-- Made by "npm run docs:operators" from src/ops; do not edit. -->

Give the file to any command: whatever stands in the way is listed at once, each node with its reason, and the process ends
with exit code 3. Nodes that the chosen output does not need are never in the way, so \`--output NAME\` of an earlier tensor
often helps. This page is the list behind that message.

- **Files** may be written for operator sets 6 to 26; all are rewritten to operator set ${opsetVersion}.
- **Numbers** may be float16, bfloat16 (computed in float32), float32 or float64.
- **Shapes** may be computed inside the graph; what cannot be followed from the input's shape is asked of the runtime.
- **Samples** must not interact: operators that mix the batch axis (statistics of the batch, a sum over it) are refused.

## ${names.length} operators of the standard domain

"rule": has a derivative of its own; "written out": is replaced by others that have; "none": passes no derivative, for the
reason given, and the rest of the network is differentiated as if its result were a constant. "Rewritten" are the operator sets
before (or, above ${opsetVersion}, from) which the operator looked different; these forms are read, too.

| operator | since | derivative | rewritten | limits |
|---|---|---|---|---|
${names.map((name) => row(name, operators[name]!)).join("\n")}

Withdrawn operators go by their new names: ${Object.keys(retired)
    .map((name) => `\`${name}\``)
    .join(", ")}.
Fused operators that ONNX Runtime writes when it optimises a file (domain \`com.microsoft\`) are taken apart:
${fused.map((name) => `\`${name}\``).join(", ")}.
Functions that a file brings along are written out, and so is an \`If\` whose condition does not depend on the data.

## Refused

| operators | why |
|---|---|
${refusals(refused.map((operator) => ({ domain: "", operator })))}
${refusals([{ domain: "ai.onnx.ml", operator: "*" }])}
| the other \`com.microsoft.*\`, and those of any further domain | not part of the standard |
`;
}

function row(name: string, op: OpDefinition): string {
  const derivative = op.stops ? `none: ${op.stops}` : op.lower ? "written out" : "rule";
  const born = onnxOperators[name] ?? 0;
  const keys = Object.keys(op.upgrades)
    .map(Number)
    .filter((key) => key > born);
  return `| ${name} | ${onnxOperators[name] ?? "–"} | ${derivative} | ${keys.join(", ")} | ${limits[name] ?? ""} |`;
}

interface Named {
  readonly domain: string;
  readonly operator: string;
}

const reasonOf = (node: Named): string =>
  unsupportedNodes([{ ...node, name: "", inputs: [], outputs: [], attributes: {} }])[0]?.reason ?? "read after all";

/** Rows of refused operators, those of one reason together. */
function refusals(nodes: readonly Named[]): string {
  const rows = [...new Set(nodes.map(reasonOf))].map((reason) => {
    const group = nodes.filter((node) => reasonOf(node) === reason);
    const list = group.map(({ domain, operator }) => `\`${domain ? `${domain}.` : ""}${operator}\``);
    return `| ${list.join(", ")} | ${reason} |`;
  });
  return rows.join("\n");
}
