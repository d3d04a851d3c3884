// Products that the 50 largest singular values of a 10,000 × 150,528 operator take, beside scipy's svds, by spectrum:
// node bench/svds.js [python]. The operators are diagonal: random start vectors see no difference.
import { execFileSync } from "node:child_process";
import { randomizedSvd } from "netspectra/spectra";

const [rows, columns, count] = [10_000, 150_528, 50];
const spectra = {
  "1/i": (i) => 1 / (i + 1),
  "1/sqrt(i)": (i) => (i + 1) ** -0.5,
  "0.97^i": (i) => 0.97 ** i,
  "ten spikes": (i) => (i < 10 ? 10 - 0.5 * i : 1 / (1 + i / 200)),
};
const [python = "/usr/bin/python3"] = process.argv.slice(2);
const script = new URL("svds.py", import.meta.url).pathname;
const { scipy, ...theirs } = JSON.parse(execFileSync(python, [script], { encoding: "utf8" }));

const results = {};
for (const [name, sigma] of Object.entries(spectra)) {
  const scaled = (from, to) => async (vectors, size) => {
    const product = new Float64Array(size * to);
    for (let c = 0; c < size; c++) {
      for (let i = 0; i < rows; i++) product[c * to + i] = sigma(i) * vectors[c * from + i];
    }
    return product;
  };
  const operator = { rows, columns, apply: scaled(columns, rows), applyTransposed: scaled(rows, columns) };
  const exact = Float64Array.from({ length: rows }, (_, i) => sigma(i))
    .sort()
    .reverse();
  for (const block of [1, 4, 16]) {
    const { values, applications } = await randomizedSvd(operator, { count, block });
    const error = values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - exact[i])), 0) / exact[0];
    const ratio = applications / theirs[name].applications;
    results[`${name}, block ${block}`] = { applications, error, ratio };
  }
}
console.log(JSON.stringify({ scipy, theirs, netspectra: results }, null, 2));
