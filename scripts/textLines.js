// Lines of six handwritten digits as an OCR network sees text: 3 × 48 × 192, black on white, −1 … 1; every second one turned
// by 180° (label 1). For docs/pretrained.md.
// usage: npm run build && node scripts/textLines.js [--data mnist] [--lines 400] FILE.npz
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadDataset } from "netspectra";
import { writeNpz } from "netspectra/formats";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: "string", default: "mnist" }, lines: { type: "string", default: "400" } },
});
const [file] = positionals;
const lines = Number(values.lines);
if (!file || !Number.isInteger(lines) || lines < 1) {
  console.error(
    "error: expected FILE.npz and a number of lines. usage: textLines.js [--data NAME] [--lines N] FILE.npz",
  );
  process.exit(2);
}

const [digits, size, margin] = [6, 28, 4];
const [height, width] = [48, 192];
const data = await loadDataset(values.data, { split: "test", limit: digits * lines }).catch((error) => {
  console.error(`error: ${error.message}`);
  process.exit(2);
});
const images = data.gather(Int32Array.from({ length: digits * lines }, (_, i) => i));
const pixels = new Float32Array(lines * 3 * height * width);
const labels = new BigInt64Array(lines);
for (let line = 0; line < lines; line++) {
  /** Ink at a place of the line, whose digits stand side by side within a margin. */
  const ink = (row, column) => {
    const [r, c] = [row - margin, column - margin];
    if (r < 0 || c < 0 || r >= size || c >= digits * size) return 0;
    return images[((line * digits + Math.floor(c / size)) * size + r) * size + (c % size)];
  };
  const turned = line % 2 === 1;
  labels[line] = BigInt(turned);
  for (let i = 0; i < height * width; i++) {
    const at = turned ? height * width - 1 - i : i;
    const row = Math.floor((Math.floor(at / width) * (size + 2 * margin)) / height);
    const column = Math.floor(((at % width) * (digits * size + 2 * margin)) / width);
    const value = 1 - 2 * ink(row, column);
    for (let channel = 0; channel < 3; channel++) pixels[(line * 3 + channel) * height * width + i] = value;
  }
}
const arrays = {
  x: { type: "float32", shape: [lines, 3, height, width], data: pixels },
  y: { type: "int64", shape: [lines], data: labels },
};
await writeFile(file, await writeNpz(arrays));
