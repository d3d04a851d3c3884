import type { DensityResult } from "../../analyses/index.ts";
import type { Context, Outcome } from "../defineCommand.ts";
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
  const { analysis, netspectra, seed, data, versions } = networks[0]!.result;
  const status = cancelled ? "cancelled" : "ok";
  const several = networks.map(({ name, result }) => ({ name, ...result }));
  return {
    document: single
      ? { ...single.result, seconds }
      : { analysis, netspectra, seed, data, seconds, status, networks: several, versions },
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

function configurationOf(networks: readonly DensityNetwork[], values: object): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  const models = networks.map(({ name, result }): [string, DensityResult["model"]] => [`model ${name}`, result.model]);
  const { data, versions } = networks[0]!.result;
  return { ...Object.fromEntries(models), data, versions, flags: Object.fromEntries(given) };
}
