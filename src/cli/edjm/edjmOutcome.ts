import type { Context, Outcome } from "../defineCommand.ts";
import type { FlagValues } from "../flags.ts";
import { configurationOf, severalDocument } from "../output/severalNetworks.ts";
import { edjmArrays } from "./edjmArrays.ts";
import { edjmReport } from "./edjmReport.ts";
import { edjmText } from "./edjmText.ts";
import type { figureFlags } from "./figureFlags.ts";
import type { Network } from "./network.ts";

/** Results of some networks as document, text, arrays and report. @param asked how many networks there would be */
export function edjmOutcome(
  networks: readonly Network[],
  cancelled: boolean,
  asked: number,
  values: FlagValues<typeof figureFlags>,
  { platform, started, command: line }: Context,
): Outcome {
  const seconds = (platform.now() - started) / 1000;
  const { yMax, logX, logY } = values;
  const single = asked === 1 ? networks[0] : undefined;
  return {
    document: single ? { ...single.result, seconds } : severalDocument(networks, seconds, cancelled),
    text: edjmText(networks),
    arrays: edjmArrays(networks),
    cancelled,
    report: () =>
      edjmReport(networks, {
        title: single ? `EDJM spectrum of ${single.name}` : "EDJM spectra",
        command: line,
        configuration: configurationOf(networks, values),
        logX,
        logY,
        ...(yMax !== undefined && { yMax }),
      }),
  };
}
