import { median } from "./pairs.js";

/** What svds.js prints as the figures of a row: the first spectrum's, and the others for the details. */
export function products({ compared }) {
  const first = compared.filter(({ spectrum }) => spectrum === compared[0].spectrum);
  const all = first.map(({ ours, theirs }) => ours.asked.applications / theirs.asked.applications);
  const middle = (who) => median(first.map((pair) => pair[who].asked.applications));
  return { value: median(all), all, ours: middle("ours"), theirs: middle("theirs"), compared };
}

/** The other spectra, and what hindsight would have saved. */
export function details({ compared }) {
  const each = compared.map(({ spectrum, seed, ours, verified, theirs }) => {
    const name = `${spectrum}${seed > 0 ? `, start ${seed + 1}` : ""}`;
    const hindsight = (ours.cheapest.applications / theirs.cheapest.applications).toFixed(2);
    const search = verified ? `, ${verified.asked.applications} with the search` : "";
    return `${name}: ${ours.asked.applications}${search} to ${theirs.asked.applications} products (${hindsight})`;
  });
  return `Asked for a tolerance of 1e-8, without the search for further copies of repeated values, which is the default here and scipy does not make; in brackets the ratio with the cheapest tolerances that happen to do. ${each.join("; ")}.`;
}
