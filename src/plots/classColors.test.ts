import { expect, test } from "vitest";
import { classColors, mostClasses } from "./classColors.ts";

test("ten classes have ten colours, and no two of the most classes the same colour and shape", () => {
  expect(new Set(classColors(10).colors).size).toBe(10);
  const { colors, shapes } = classColors(mostClasses);
  expect(new Set(colors.map((color, i) => `${color} ${shapes[i]}`)).size).toBe(mostClasses);
});
