const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/**
 * Ticks of a logarithmic axis from `low` to `high`, at powers of ten only and at most `most` of them, written "10⁻³", and 1 to 1000 in full.
 * Where the range holds no two powers of ten its ends are used.
 */
export function decadeAxis(low: number, high: number, most = 6) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last <= first) return { values: [low, high], format: ".2~g" };
  const step = Math.ceil((last - first + 1) / most);
  // Counted from the top, so that the largest power of ten has its line.
  const exponents = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => last - i * step);
  const labels = Object.fromEntries(exponents.map((e) => [String(Number(`1e${e}`)), powerOfTen(e)]));
  return { values: exponents.map((e) => Number(`1e${e}`)), labelExpr: `${JSON.stringify(labels)}[datum.value]` };
}

function powerOfTen(exponent: number): string {
  return exponent >= 0 && exponent <= 3
    ? `${10 ** exponent}`
    : `10${[...String(exponent)].map((c) => superscripts[c]).join("")}`;
}
