import type { Context, Outcome } from "../defineCommand.ts";
import type { Comparison, CorrelatedNetwork } from "./correlatedNetwork.ts";
import { correlationArrays } from "./correlationArrays.ts";
import { correlationReport } from "./correlationReport.ts";
import { correlationText } from "./correlationText.ts";

/** Results of some networks as document, text, arrays and report. @param asked how many networks there would be */
export function correlationOutcome(
  networks: readonly CorrelatedNetwork[],
  comparisons: readonly Comparison[],
  cancelled: boolean,
  asked: number,
  values: object,
  { platform, started, command }: Context,
): Outcome {
  const seconds = (platform.now() - started) / 1000;
  const single = asked === 1 ? networks[0] : undefined;
  const { analysis, netspectra, seed, data, versions } = networks[0]!.result;
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const models = networks.map(({ name, result }) => [`model ${name}`, result.model] as const);
  return {
    document: single
      ? { ...single.result, seconds }
      : {
          analysis,
          netspectra,
          seed,
          data,
          seconds,
          status: cancelled ? "cancelled" : "ok",
          networks: networks.map(({ name, result }) => ({ name, ...result })),
          comparisons,
          versions,
        },
    text: correlationText(networks, comparisons),
    arrays: correlationArrays(networks),
    cancelled,
    report: () =>
      correlationReport(networks, comparisons, {
        title: single ? `Correlation of the Jacobian of ${single.name}` : "Correlation of Jacobians",
        command,
        configuration: { ...Object.fromEntries(models), data, versions, flags: Object.fromEntries(given) },
      }),
  };
}
