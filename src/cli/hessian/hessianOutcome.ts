import type { Context, Outcome } from "../defineCommand.ts";
import { configurationOf, severalDocument } from "../output/severalNetworks.ts";
import { hessianArrays } from "./hessianArrays.ts";
import { hessianReport } from "./hessianReport.ts";
import { hessianText } from "./hessianText.ts";
import type { HessianNetwork } from "./network.ts";

/** Results of some networks as document, text, arrays and report. @param asked how many networks there would be */
export function hessianOutcome(
  networks: readonly HessianNetwork[],
  cancelled: boolean,
  asked: number,
  values: object,
  { platform, started, command }: Context,
): Outcome {
  const seconds = (platform.now() - started) / 1000;
  const single = asked === 1 ? networks[0] : undefined;
  return {
    document: single ? { ...single.result, seconds } : severalDocument(networks, seconds, cancelled),
    text: hessianText(networks),
    arrays: hessianArrays(networks),
    cancelled,
    report: () =>
      hessianReport(networks, {
        title: single ? `Hessian of ${single.name}` : "Hessians",
        command,
        configuration: configurationOf(networks, values),
      }),
  };
}
