import * as v from "valibot";

/** Ranges of numbers in a configuration; each says in words what it takes. */
export const positive = v.pipe(v.number("a number"), v.finite("a finite number"), v.gtValue(0, "a number above 0"));
export const notNegative = v.pipe(
  v.number("a number"),
  v.finite("a finite number"),
  v.minValue(0, "a number from 0 up"),
);
export const fraction = v.pipe(
  v.number("a number"),
  v.minValue(0, "a number from 0 to below 1"),
  v.ltValue(1, "a number from 0 to below 1"),
);
export const share = v.pipe(
  v.number("a number"),
  v.minValue(0, "a number from 0 to 1"),
  v.maxValue(1, "a number from 0 to 1"),
);
export const count = v.pipe(
  v.number("a whole number"),
  v.safeInteger("a whole number"),
  v.minValue(1, "a whole number from 1 up"),
);
export const seed = v.pipe(
  v.number("a whole number"),
  v.safeInteger("a whole number"),
  v.minValue(0, "a whole number from 0 up"),
);
