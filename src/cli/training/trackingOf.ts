import { fail } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import { trackedAnalyses } from "../../train/index.ts";

/** The flags of tracking. */
export interface TrackingValues {
  readonly track?: string | undefined;
  readonly trackSamples?: number | undefined;
  readonly trackEvery?: number | undefined;
}

/**
 * NAME,NAME and numbers as an entry of a training configuration.
 *
 * @throws NetspectraError for names that no analysis has, and for numbers without names
 */
export function trackingOf({ track, trackSamples: samples, trackEvery: every }: TrackingValues): object | undefined {
  if (track === undefined) {
    if ((samples ?? every) === undefined) return undefined;
    const subject = samples === undefined ? "--track-every" : "--track-samples";
    return fail({ subject, expected: "--track NAME,NAME,… beside it", got: "nothing to be tracked" });
  }
  const known = [...trackedAnalyses.keys()];
  const analyses = track.split(",").map((part) => part.trim());
  for (const [i, name] of analyses.entries()) {
    if (!trackedAnalyses.has(name)) {
      const expected = `some of ${known.join(", ")}, with commas between them`;
      fail({ subject: "--track", expected, got: `"${name}"`, ...(name !== "" && { todo: likeNames(name, known) }) });
    }
    if (analyses.indexOf(name) < i) fail({ subject: "--track", expected: "each name once", got: `${name} twice` });
  }
  return { analyses, ...(samples !== undefined && { samples }), ...(every !== undefined && { every }) };
}
