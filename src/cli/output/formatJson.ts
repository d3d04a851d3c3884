/**
 * A document as JSON that people can read too: objects indented, lists of numbers on one line. Typed arrays and
 * undefined values are left out; a number that is not finite becomes null.
 */
export function formatJson(value: unknown, indent = ""): string {
  const inner = `${indent}  `;
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : "null";
  if (Array.isArray(value)) {
    const items = value.map((item) => (isLeftOut(item) ? "null" : formatJson(item, inner)));
    if (items.length === 0) return "[]";
    const plain = value.every((item) => typeof item !== "object" || item === null);
    return plain ? `[${items.join(", ")}]` : `[\n${inner}${items.join(`,\n${inner}`)}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, entry]) => !isLeftOut(entry));
    if (entries.length === 0) return "{}";
    const lines = entries.map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${formatJson(entry, inner)}`);
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === "function" || ArrayBuffer.isView(value);
}
