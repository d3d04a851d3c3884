// Measurements of ours and of a Python script's, one after the other, so that both see the same machine.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * `ours` resolves to a number; the script answers each line on its stdin with a line of JSON, from which `read` takes one.
 * `warm` runs of ours, and one of the peer's where there are any, do not count.
 */
export async function inTurns({ bench, unit, repetitions, ours, python, script, args, read, warm = 2 }) {
  const child = spawn(python, [new URL(script, import.meta.url).pathname, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const theirs = async () => {
    child.stdin.write("run\n");
    const { value } = await lines.next();
    return read(JSON.parse(value));
  };
  for (let i = 0; i < warm; i++) await ours();
  if (warm > 0) await theirs();
  const rows = [];
  for (let i = 0; i < repetitions; i++) rows.push({ netspectra: await ours(), peer: await theirs() });
  child.stdin.end();
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
  const best = (who) => Math.min(...rows.map((row) => row[who]));
  return {
    bench,
    unit,
    netspectra: median(rows.map((row) => row.netspectra)),
    peer: median(rows.map((row) => row.peer)),
    ratio: median(rows.map((row) => row.netspectra / row.peer)),
    best: { netspectra: best("netspectra"), peer: best("peer") },
    rows,
  };
}
