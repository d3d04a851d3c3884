import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";
import { makeCase } from "./makeCase.ts";
import { replay } from "./replay.ts";
import { report } from "./report.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "0" },
    from: { type: "string", default: "0" },
    children: { type: "string", default: "1" },
    save: { type: "string" },
    replay: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [count, seed, from, children] = [values.count, values.seed, values.from, values.children].map(Number) as [
  number,
  number,
  number,
  number,
];
if (values.replay) await replay(seed, from);
else if (values.save !== undefined) {
  const { bytes, beside, label } = makeCase(seed, from);
  mkdirSync(values.save, { recursive: true });
  writeFileSync(`${values.save}/model.onnx`, bytes);
  for (const [name, content] of Object.entries(beside)) writeFileSync(`${values.save}/${name}`, content);
  console.log(label);
} else {
  const child = path.join(path.dirname(fileURLToPath(import.meta.url)), "child.js");
  const summary = await fuzz({ child, count, seed, from, children, progress: !values.json });
  console.log(values.json ? JSON.stringify(summary) : report(summary));
  process.exitCode = summary.failures.length > 0 ? 1 : 0;
}
