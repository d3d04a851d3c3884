/** A sentence with names that hold what was given, or that it holds; else the last ones of the graph. */
export function likeNames(given: string, names: readonly string[]): string {
  const wanted = given.toLowerCase();
  const near = names.filter((name) => {
    const own = name.toLowerCase();
    return own !== "" && (own.includes(wanted) || wanted.includes(own));
  });
  return near.length > 0
    ? `Did you mean ${near.slice(0, 3).join(" or ")}?`
    : `It has, for example, ${names.slice(-8).join(", ")}.`;
}
