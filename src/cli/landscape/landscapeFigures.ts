import type { LandscapePlane } from "../../analyses/index.ts";
import {
  type Figure,
  type LandscapeGrid,
  landscapeContours,
  landscapeSurface,
  renderFigure,
} from "../../plots/index.ts";

/** Contours of loss and accuracy, and the loss as a surface. */
export async function landscapeFigures(
  { alpha, beta, loss, accuracy }: LandscapePlane,
  rest: Pick<LandscapeGrid, "titles" | "points">,
): Promise<Figure[]> {
  const ofLoss = [{ name: "", quantity: "loss", alpha, beta, values: loss, ...rest }];
  const ofAccuracy = [{ name: "", quantity: "accuracy", alpha, beta, values: accuracy, ...rest }];
  const contours = (name: string, title: string, rows: readonly LandscapeGrid[]) =>
    renderFigure({ name, title, caption: landscapeContours.shows }, (layout) => landscapeContours(rows, layout));
  const surface = { name: "loss-surface", title: "Loss, as a surface", caption: landscapeSurface.shows };
  return [
    await contours("loss-contours", "Loss", ofLoss),
    await renderFigure(surface, (layout) => landscapeSurface(ofLoss, layout)),
    await contours("accuracy-contours", "Accuracy", ofAccuracy),
  ];
}
