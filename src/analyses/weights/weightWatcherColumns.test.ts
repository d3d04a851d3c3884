import { expect, test } from "vitest";
import { weightWatcherBulk } from "./weightWatcherBulk.ts";
import { weightWatcherColumns } from "./weightWatcherColumns.ts";

const place = (i: number) => (i + 0.5) / 60;
/** A bulk and two spikes; and a bulk, as if from the entries shuffled. */
const own = Float64Array.from({ length: 60 }, (_, i) => (i < 58 ? 0.1 + 2.5 * place(i) ** 1.5 : 3 * i - 168));
const shuffled = Float64Array.from({ length: 60 }, (_, i) => 0.2 + 2.2 * place(i) ** 1.2);
const rowOf = (rows: number, columns: number) =>
  weightWatcherColumns(
    { layer: "w", kind: "dense", rows, columns, slices: 1 },
    { slices: [own], shuffled: [shuffled] },
    0,
  );

// By NumPy and SciPy (brute, then fmin), from the formulas of the definitions, not by the code that is tested.
const others = {
  entropy: 0.9012789154418229,
  detX_num: 46,
  detX_val: 0.31374844609734154,
  detX_val_unrescaled: 0.39700594090890706,
  rand_distance: 0.15273246579630034,
  max_rand_eval: 2.3780183742275693,
  ww_softrank: 0.26422426380306324,
  ww_maxdist: 6.621981625772431,
  W_scale: 0.8889806109485794,
  rand_W_scale: 0.9128793803787735,
  num_spikes: 2,
  rand_num_spikes: 0,
};
const bulks = [
  {
    rows: 60,
    columns: 120,
    sigma_mp: 0.930103632548046,
    mp_softrank: 0.3544516225900653,
    bulk_max: 3.1900646033105873,
    bulk_min: 0.09390673410182455,
    rand_sigma_mp: 0.8436767194476646,
    rand_mp_softrank: 1.0467223667956336,
    rand_bulk_max: 2.489125020954986,
    rand_bulk_min: 0.07327299931369465,
  },
  {
    rows: 60,
    columns: 60,
    sigma_mp: 0.8282052431262489,
    mp_softrank: 0.38575259400939926,
    bulk_max: 3.471773346084593,
    bulk_min: 0,
    rand_sigma_mp: 0.8429914893391915,
    rand_mp_softrank: 1.434380493164063,
    rand_bulk_max: 3.410983168377744,
    rand_bulk_min: 0,
  },
];

test.each(bulks)("golden columns of a $rows × $columns matrix", ({ rows, columns, ...bulk }) => {
  const row = rowOf(rows, columns);
  for (const [name, value] of Object.entries(others))
    expect(Math.abs(Number(row[name]) - value), name).toBeLessThan(1e-12);
  // fmin stops within 1e-4.
  for (const [name, value] of Object.entries(bulk))
    expect(Math.abs(Number(row[name]) - value), name).toBeLessThan(5e-4);
});

test("other units change the edges of the bulk alone; weights of zeros have none", () => {
  const bulk = weightWatcherBulk(own, 120, 60);
  const other = weightWatcherBulk(
    own.map((value) => 1e-6 * value),
    120,
    60,
  );
  for (const name of ["num_spikes", "sigma_mp", "mp_softrank"] as const)
    expect(other[name]).toBeCloseTo(bulk[name]!, 7);
  for (const name of ["bulk_max", "bulk_min"] as const) expect(1e6 * other[name]!).toBeCloseTo(bulk[name]!, 7);
  expect(Object.values(weightWatcherBulk(new Float64Array(20), 30, 20))).toEqual(new Array(6).fill(null));
});
