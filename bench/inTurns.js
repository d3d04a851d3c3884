// Measurements of ours and of a Python script's, one after the other, so that both see the same machine.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** `ours` resolves to a number; the script answers each line on its stdin with a line of JSON, from which `read` takes one. */
export async function inTurns({ bench, unit, repetitions, ours, python, script, args, read }) {
  const peer = spawn(python, [new URL(script, import.meta.url).pathname, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const theirs = async () => {
    peer.stdin.write("run\n");
    const { value } = await lines.next();
    return read(JSON.parse(value));
  };
  for (let warm = 0; warm < 2; warm++) await ours();
  await theirs();
  const rows = [];
  for (let i = 0; i < repetitions; i++) rows.push({ netspectra: await ours(), torch: await theirs() });
  peer.stdin.end();
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
  const best = (who) => Math.min(...rows.map((row) => row[who]));
  return {
    bench,
    unit,
    netspectra: median(rows.map((row) => row.netspectra)),
    torch: median(rows.map((row) => row.torch)),
    ratio: median(rows.map((row) => row.netspectra / row.torch)),
    best: { netspectra: best("netspectra"), torch: best("torch") },
    rows,
  };
}
