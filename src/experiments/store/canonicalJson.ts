/**
 * JSON in one way only: keys sorted, no white space, nothing for undefined. Equal values give equal texts, whatever the
 * order in which their keys were written.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

const digits = 20;

/** A name for a value: the first 20 hexadecimal digits of the SHA-256 of its canonical JSON. */
export async function hashOf(
  { sha256 }: { sha256(bytes: Uint8Array): Promise<string> },
  value: unknown,
): Promise<string> {
  return (await sha256(new TextEncoder().encode(canonicalJson(value)))).slice(0, digits);
}
