/**
 * Short names of models for tables and figures: the file's stem, or its folder where the file is called model.onnx; with
 * as many folders before it as it takes to tell the models apart.
 */
export function modelLabels(paths: readonly string[]): readonly string[] {
  const parts = paths.map(nameParts);
  const longest = Math.max(0, ...parts.map(({ length }) => length));
  for (let depth = 1; depth <= longest; depth++) {
    const labels = parts.map((part) => part.slice(-depth).join("/"));
    if (new Set(labels).size === labels.length) return labels;
  }
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const label = part.join("/");
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}

function nameParts(path: string): readonly string[] {
  const parts = path
    .replace(/\.onnx$/i, "")
    .split(/[/\\]+/)
    .filter((part) => part !== "" && !/^\.{1,2}$/.test(part));
  if (parts.length === 0) return [path];
  return parts.length > 1 && parts.at(-1) === "model" ? parts.slice(0, -1) : parts;
}
