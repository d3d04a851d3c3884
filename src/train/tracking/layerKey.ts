const between = ":";

/** Under which key a number of one layer is recorded: KEY:LAYER. */
export function layerKey(key: string, layer: string): string {
  return `${key}${between}${layer}`;
}

/** The layer of which `recorded` is the number KEY; undefined for other numbers. */
export function layerOf(key: string, recorded: string): string | undefined {
  return recorded.startsWith(key + between) ? recorded.slice(key.length + between.length) : undefined;
}
