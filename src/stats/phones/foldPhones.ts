/** Phones that count as another when recognition is scored; closures and pauses count as silence. */
const folded: Readonly<Record<string, string>> = {
  ao: "aa",
  ax: "ah",
  "ax-h": "ah",
  axr: "er",
  hv: "hh",
  ix: "ih",
  el: "l",
  em: "m",
  en: "n",
  nx: "n",
  eng: "ng",
  zh: "sh",
  ux: "uw",
  pcl: "sil",
  tcl: "sil",
  kcl: "sil",
  bcl: "sil",
  dcl: "sil",
  gcl: "sil",
  "h#": "sil",
  pau: "sil",
  epi: "sil",
};

/** The glottal stop is not scored. */
const unscored = "q";

/**
 * The 39 phones that the 61 of TIMIT are folded to (Lee and Hon 1989, table 1, with "sil" for all closures): for each
 * class the number of its folded phone, −1 for the glottal stop. Classes that are no phones of TIMIT stay themselves.
 */
export function foldPhones(classes: readonly string[]): { names: readonly string[]; numbers: Int32Array } {
  const scored = classes.filter((name) => name !== unscored).map((name) => folded[name] ?? name);
  const names = [...new Set(scored)].sort();
  const numbers = Int32Array.from(classes, (name) => (name === unscored ? -1 : names.indexOf(folded[name] ?? name)));
  return { names, numbers };
}
