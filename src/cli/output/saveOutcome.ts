import { writeNpz } from "../../formats/index.ts";
import { renderReport } from "../../plots/index.ts";
import type { Outcome } from "../defineCommand.ts";
import { formatJson } from "./formatJson.ts";
import type { OutputFolder } from "./outputFolder.ts";

/** Write what a command has found out: document, arrays, figures, report. */
export async function saveOutcome(folder: OutputFolder, outcome: Outcome): Promise<void> {
  const { document, arrays, files, report, cancelled } = outcome;
  // Who has asked to stop does not wait for drawings.
  const drawn = cancelled ? undefined : await report?.();
  const figures = drawn?.sections.flatMap((section) => section.figures ?? []) ?? [];
  await folder.write({
    "result.json": `${formatJson(document)}\n`,
    ...(arrays && { "arrays.npz": await writeNpz(arrays) }),
    ...files,
    ...Object.fromEntries(
      figures.flatMap(({ name, specification, svg }) => [
        [`${name}.vl.json`, `${JSON.stringify(specification, null, 2)}\n`],
        [`${name}.svg`, svg],
      ]),
    ),
    ...(drawn && { "report.html": renderReport(drawn) }),
  });
}
