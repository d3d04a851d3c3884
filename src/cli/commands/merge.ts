import { mergeEdjm } from "../../analyses/index.ts";
import { computingFlags, outFlag, reportingFlags } from "../commonFlags.ts";
import { defineCommand } from "../defineCommand.ts";
import { edjmOutcome } from "../edjm/edjmOutcome.ts";
import { figureFlags } from "../edjm/figureFlags.ts";
import type { Network } from "../edjm/network.ts";
import { formatTable } from "../output/formatTable.ts";

const { device, threads } = computingFlags;
const flags = { ...figureFlags, device, threads, ...outFlag, ...reportingFlags };

/** `netspectra merge SHARD…` */
export const command = defineCommand({
  positionals: [
    { name: "SHARD", help: "the folders of all shards of a run (edjm --shard I/N --out DIR)", takes: "many" },
  ],
  flags,
  examples: [
    { command: "merge part1 part2 part3 --out whole", about: "the result of the whole run, with its report" },
    { command: "merge part1 part2 part3 --json", about: "the same as JSON" },
  ],

  async run(values, [folders = []], context) {
    const { device, threads } = values;
    const { result, about } = await mergeEdjm(context.platform, folders, { device, ...(threads && { threads }) });
    for (const warning of result.warnings ?? []) context.platform.reporter.warn(warning);
    const network = { ...(about as Omit<Network, "result">), result };
    const outcome = edjmOutcome([network], false, 1, values, context);
    const rows = result.shards.map(({ index, of, samples, seconds, folder }) => [
      `${index}/${of}`,
      samples,
      seconds.toFixed(1),
      folder,
    ]);
    return { ...outcome, text: `${outcome.text}\n\n${formatTable(["shard", "samples", "seconds", "folder"], rows)}` };
  },
});
