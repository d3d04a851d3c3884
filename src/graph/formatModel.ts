import { formatGraph, formatNodes } from "./formatGraph.ts";
import type { LocalFunction, Model } from "./types.ts";

/** The model as text: what the file says of itself, its functions, its graph (see {@link formatGraph}). */
export function formatModel(model: Model): string {
  return [
    `model ir ${model.irVersion}, ${formatOpsets(model.opsets)}`,
    `  producer ${JSON.stringify(model.producerName)} ${JSON.stringify(model.producerVersion)}`,
    ...Object.entries(model.metadata).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`),
    ...model.functions.map(formatFunction),
    formatGraph(model.graph),
  ].join("\n");
}

function formatFunction(f: LocalFunction): string {
  const attributes = [...f.attributes, ...Object.keys(f.attributeDefaults)].map((name) => ` ${name}`).join("");
  return [
    `function ${f.domain}.${f.name}(${f.inputs.join(", ")})${attributes} -> ${f.outputs.join(", ")}, ${formatOpsets(f.opsets)}`,
    ...formatNodes(f.nodes, new Map()).map((line) => `  ${line}`),
  ].join("\n");
}

function formatOpsets(opsets: Readonly<Record<string, number>>): string {
  return Object.entries(opsets)
    .map(([domain, version]) => (domain === "" ? `opset ${version}` : `${domain} ${version}`))
    .join(", ");
}
