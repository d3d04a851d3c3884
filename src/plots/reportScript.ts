/**
 * The script of a report: points at marks say what they are; in a figure of lines the one next to the pointer stands
 * out and tells its values there. Without it nothing is lost but that.
 */
export const reportScript = `
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  let dimmed = [];
  const clear = () => {
    tip.hidden = true;
    for (const e of dimmed) e.classList.remove("dim");
    dimmed = [];
  };

  // Vertices of a path in its own coordinates, parsed once.
  const parsed = new WeakMap();
  const vertices = (path) => {
    if (!parsed.has(path)) {
      const numbers = path.getAttribute("d").match(/-?[\\d.]+(?:e-?\\d+)?/g) ?? [];
      parsed.set(path, numbers.map(Number));
    }
    return parsed.get(path);
  };
  // Height of a line at x, or undefined beside it.
  const heightAt = (path, x) => {
    const v = vertices(path);
    for (let i = 2; i < v.length; i += 2) {
      if (v[i - 2] <= x && x <= v[i]) return v[i - 1] + ((v[i + 1] - v[i - 1]) * (x - v[i - 2])) / (v[i] - v[i - 2] || 1);
    }
  };
  const valueAt = ({ type, domain, range }, position) => {
    const share = (position - range[0]) / (range[1] - range[0]);
    const [a, b] = domain;
    return type === "log" ? a * (b / a) ** share : a + (b - a) * share;
  };
  const lineMark = "path[d][aria-roledescription='line mark']";

  const nearestLine = (svg, event) => {
    let best;
    for (const path of svg.querySelectorAll(lineMark)) {
      const matrix = path.getScreenCTM();
      if (!matrix) continue;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      const y = heightAt(path, at.x);
      if (y === undefined) continue;
      const distance = Math.abs(y - at.y);
      if (distance < 40 && (!best || distance < best.distance)) best = { path, distance, x: at.x, y };
    }
    return best;
  };

  const show = (event) => {
    clear();
    const svg = event.target instanceof Element && event.target.closest(".drawing svg");
    if (!svg) return;
    let mark = event.target.closest("[aria-label][role='graphics-symbol']");
    const lines = [];
    const nearest = nearestLine(svg, event);
    if (nearest) mark = nearest.path;
    if (nearest && svg.dataset.x && svg.dataset.y) {
      const [x, y] = [JSON.parse(svg.dataset.x), JSON.parse(svg.dataset.y)];
      lines.push(x.title + ": " + Math.round(valueAt(x, nearest.x)));
      lines.push(y.title + ": " + Number(valueAt(y, nearest.y).toPrecision(3)));
    }
    if (!mark) return;
    tip.textContent = [...mark.getAttribute("aria-label").split("; "), ...lines].join("\\n");
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4)) + "px";
    tip.style.top = (event.clientY > box.height + 20 ? event.clientY - box.height - 12 : event.clientY + 18) + "px";
    // The lines of one panel are grouped; panels of a single line are not.
    const panel = mark.matches(lineMark) && mark.closest(".pathgroup");
    dimmed = panel ? [...panel.querySelectorAll(lineMark)].filter((e) => e !== mark) : [];
    for (const e of dimmed) e.classList.add("dim");
  };
  addEventListener("pointermove", show, { passive: true });
  addEventListener("pointerdown", show, { passive: true });
  addEventListener("scroll", clear, { passive: true, capture: true });
})();
`;
