import type { Context, Outcome } from "../defineCommand.ts";
import { configurationOf, severalDocument } from "../output/severalNetworks.ts";
import { densityArrays } from "./densityArrays.ts";
import { densityReport } from "./densityReport.ts";
import { densityText } from "./densityText.ts";
import type { DensityNetwork } from "./network.ts";

/** Results of some networks as document, text, arrays and report. @param asked how many networks there would be */
export function densityOutcome(
  networks: readonly DensityNetwork[],
  cancelled: boolean,
  asked: number,
  values: object,
  { platform, started, command }: Context,
): Outcome {
  const seconds = (platform.now() - started) / 1000;
  const single = asked === 1 ? networks[0] : undefined;
  return {
    document: single ? { ...single.result, seconds } : severalDocument(networks, seconds, cancelled),
    text: densityText(networks),
    arrays: densityArrays(networks),
    cancelled,
    report: () =>
      densityReport(networks, {
        title: single ? `Spectral density of ${single.name}` : "Spectral densities",
        command,
        configuration: configurationOf(networks, values),
      }),
  };
}
