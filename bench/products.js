import { median } from "./pairs.js";

/** What svds.js prints as the figures of a row: the first spectrum's, and the others for the details. */
export function products({ compared }) {
  const first = compared.filter(({ spectrum }) => spectrum === compared[0].spectrum);
  const all = first.map(({ ours, theirs }) => ours.applications / theirs.applications);
  const middle = (who) => median(first.map((pair) => pair[who].applications));
  return { value: median(all), all, ours: middle("ours"), theirs: middle("theirs"), compared };
}

/** Ratios of the other spectra, and of both sides' default tolerances. */
export function details({ compared }) {
  const each = compared.map(({ spectrum, seed, ours, theirs }) => {
    const atDefaults = (ours.atDefault / theirs.atDefault).toFixed(2);
    return `${spectrum}${seed > 0 ? `, start ${seed + 1}` : ""}: ${ours.applications} to ${theirs.applications} products (at default tolerances ${atDefaults})`;
  });
  return `By spectrum: ${each.join("; ")}.`;
}
