import { createNodePlatform } from "../../src/platform/node/index.ts";
import { createMemoryFiles } from "../../src/platform/web/files.ts";
import { makeCase, soundCases } from "./makeCase.ts";
import { runCase } from "./runCase.ts";

/** Run one case in this process and print what comes; without a seed, one of the sound models. */
export async function replay(seed: number | undefined, index: number): Promise<void> {
  const wanted = seed === undefined ? soundCases()[index]! : makeCase(seed, index);
  const platform = createNodePlatform({ quiet: true, threads: 1 });
  const outcome = await runCase(platform, createMemoryFiles(), wanted);
  console.log(wanted.label, outcome);
  await platform.close();
}
