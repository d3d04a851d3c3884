import { activationNames, layerView, unitActivations } from "netspectra/analyses";
import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budgeted, budgetOf, seeds } from "./shared/budgets.ts";
import { recipeOf } from "./shared/recipes.ts";
import { reductionsOf } from "./shared/reductions.ts";
import { dropoutInAllLayers, unitClaims, unitMeasures } from "./shared/unitClaims.ts";
import { unitFigures } from "./shared/unitFigures.ts";
import { positiveCorrelation, unitStatistics } from "./shared/unitStatistics.ts";

type RegulariserCell = { readonly regulariser: string; readonly seed: number };

/** Samples of the figures. */
const drawn = 500;

export default defineStudy<RegulariserCell, Budgeted>({
  id: "choi2018/figure-1",
  version: 1,
  title: "Units of a representation and their classes",
  about:
    "Activations of the fifth layer of the networks of Table 6 over the test samples, by class. The figures show one unit and one pair of units of the first trial: " +
    "the unit that is active on as many samples as the median unit, and the next one in this order; dead units are left out. The numbers are of all " +
    "units and pairs: correlations |ρ| over samples on which both units are positive (pairs with 30 such samples at least), over all samples and " +
    "within each class, all of them or those that both units are active for; a unit is active for a class if it is positive on more than half of its samples; spread: standard deviation over mean " +
    "within a class that a unit is active for. Beside the networks of Table 6 stand some with dropout behind all five hidden layers, as in Table 2. The paper has pictures alone; the published ranks are what its caption says of them.",
  reproduces: { citation: "choi2018", items: ["Figure 1"] },
  scales: atScales((scale) => ({
    grid: {
      regulariser:
        scale === "smoke" ? ["baseline", "BN"] : ["baseline", "dropout", dropoutInAllLayers, "BN", "CR", "L1R"],
      seed: seeds[scale],
    },
    settings: { budget: budgetOf(scale, "mnist") },
    reductions: reductionsOf(scale, "mnist"),
  })),
  recipes({ regulariser, seed }, { budget }) {
    const of = (row: string) => recipeOf({ data: "mnist", condition: "default", regulariser: row, seed }, budget);
    if (regulariser !== dropoutInAllLayers) return { network: of(regulariser) };
    const { training, ...rest } = of("baseline");
    return { network: { ...rest, training: { ...training, regularisers: [{ name: "dropout", layers: "all" }] } } };
  },
  async measure({ seed }, networks, { platform, session, samples }) {
    const { model, recipe } = networks["network"]!;
    const test = await samples(recipe, "test");
    const labels = test.labels ?? [];
    const view = layerView(model, activationNames(model.graph).at(-1)!, "channel");
    const numbers = Array.from({ length: view.units }, (_, unit) => unit);
    const values = await unitActivations(platform, model, test, view, numbers, session);
    const live = numbers
      .map((unit) => ({ unit, values: values[unit]!, active: values[unit]!.filter((value) => value > 0).length }))
      .filter(({ active }) => active > 0)
      .toSorted((a, b) => a.active - b.active || a.unit - b.unit);
    const first = live[Math.floor((live.length - 1) / 2)];
    const second = live[Math.floor((live.length - 1) / 2) + 1];
    const found = unitStatistics(
      live.map((own) => own.values),
      labels,
    );
    const known = first && second;
    return {
      measures: {
        ...found,
        pairCorrelation: known ? positiveCorrelation(first.values, second.values) : null,
        firstUnit: first?.unit ?? null,
        secondUnit: second?.unit ?? null,
        liveUnits: live.length,
      },
      ...(known &&
        seed === 0 && {
          arrays: { first: shortened(first.values), second: shortened(second.values), labels: shortened(labels) },
        }),
    };
  },
  compare: { rows: ["regulariser"], measures: unitMeasures },
  claims: unitClaims,
  figures: unitFigures,
});

const shortened = (values: ArrayLike<number>) =>
  Array.from({ length: Math.min(drawn, values.length) }, (_, n) => Number(values[n]!.toPrecision(4)));
