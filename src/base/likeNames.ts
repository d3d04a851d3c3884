/** A sentence with names that hold what was given, that it holds, or that are spelt nearly so; else the last ones of the list. */
export function likeNames(given: string, names: readonly string[]): string {
  const wanted = given.toLowerCase();
  const near = names.filter((name) => {
    const own = name.toLowerCase();
    return own !== "" && (own.includes(wanted) || wanted.includes(own) || likeness(own, wanted) >= 0.5);
  });
  return near.length > 0
    ? `Did you mean ${near.slice(0, 3).join(" or ")}?`
    : `It has, for example, ${names.slice(-8).join(", ")}.`;
}

/** Share of pairs of neighbouring letters that two words have in common (Dice 1945). */
function likeness(a: string, b: string): number {
  const pairs = (word: string) => Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2));
  const [own, others] = [pairs(a), pairs(b)];
  const left = [...others];
  const common = own.filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return own.length + others.length === 0 ? 0 : (2 * common.length) / (own.length + others.length);
}
