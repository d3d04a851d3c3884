import type { Blocked } from "../base/index.ts";
import type { Node } from "../graph/index.ts";
import { definitionOf } from "../ops/define/registry.ts";
import { retired } from "../ops/define/retired.ts";

/** Why whole families of operators have no rule. */
const families: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^(If|Loop|Scan)$/, reason: "control flow, which nodes run depends on the data" },
  { pattern: /^(LSTM|GRU|RNN)$/, reason: "a recurrent layer, no rule for it" },
  { pattern: /Sequence|^Optional/, reason: "sequences and optional values are no tensors" },
  { pattern: /^(Random|Bernoulli|Multinomial)/, reason: "another random value on every run" },
  { pattern: /^(QLinear|Quantize|Dequantize|DynamicQuantize)|Integer$/, reason: "quantised, piecewise constant" },
  { pattern: /^(String|RegexFullMatch|TfIdf|LabelEncoder)/, reason: "works on text" },
  { pattern: /^(NonMaxSuppression|Unique|Compress)$/, reason: "the data decide the size of its result" },
];

/** Domains of one runtime or exporter, each with what its operators are. */
const domains: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^ai\.onnx\.ml$/, reason: "classical machine learning, outside neural networks" },
  {
    pattern: /^com\.microsoft/,
    reason: "specific to one runtime, whose optimiser fused or quantised it; use the model from before optimisation",
  },
  {
    pattern: /^(org\.pytorch\.)?aten$|^pkg\.onnxscript/,
    reason: "PyTorch's own, which its exporter could not translate",
  },
  { pattern: /^ai\.onnx\.(preview\.)?training$/, reason: "a training step, not a network" },
];

/** The nodes whose operators netspectra does not know, each with the reason. */
export function unsupportedNodes(nodes: readonly Node[]): readonly Blocked[] {
  return nodes.flatMap((node) => {
    if (definitionOf(node) || (node.domain === "" && Object.hasOwn(retired, node.operator))) return [];
    const operator = node.domain ? `${node.domain}.${node.operator}` : node.operator;
    return [{ node: node.name, operator, reason: reasonFor(node) }];
  });
}

function reasonFor({ domain, operator }: Node): string {
  if (domain !== "") {
    const known = domains.find(({ pattern }) => pattern.test(domain))?.reason;
    return known ?? `domain "${domain}" is not part of the standard`;
  }
  return families.find(({ pattern }) => pattern.test(operator))?.reason ?? "no rule for it";
}
