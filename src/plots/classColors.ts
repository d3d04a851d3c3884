import { classPalette } from "./theme.ts";

/** Marks of points whose colours have been used up. */
const shapes = ["circle", "diamond", "square", "triangle-up", "cross"] as const;

/** Colours and shapes of classes in their order: every colour once, then again with another shape. */
export function classColors(count: number): { readonly colors: readonly string[]; readonly shapes: readonly string[] } {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    colors: all.map((i) => classPalette[i % classPalette.length]!.light),
    shapes: all.map((i) => shapes[Math.floor(i / classPalette.length) % shapes.length]!),
  };
}

/** More classes than these are drawn in one colour: nobody would tell them apart. */
export const mostClasses = 20;
