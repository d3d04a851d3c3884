import { classPalette, font, type Ink, inks, palette } from "./theme.ts";

const mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, Liberation Mono, monospace";

/** Figures are drawn in light inks; on a dark page each ink is swapped for its twin. */
const darkFigures = [...Object.values<Ink>(inks), ...classPalette]
  .flatMap(({ light, dark }) => ["fill", "stroke"].map((paint) => `svg [${paint}="${light}"]{${paint}:${dark}}`))
  .join("\n");

const variables = (shade: keyof Ink) =>
  Object.entries<Ink>(inks)
    .map(([name, ink]) => `--${name}:${ink[shade]}`)
    .join(";");

/** Style sheet of a report. */
export const reportStyle = `
:root{color-scheme:light dark;${variables("light")};--accent:${palette[0]!.light};--warning:#fff6e0;--warning-edge:#d99500;--panel:#f5f7f9}
@media screen and (prefers-color-scheme:dark){
:root{${variables("dark")};--accent:${palette[0]!.dark};--warning:#2e2612;--warning-edge:#f0b73e;--panel:#1d2227}
${darkFigures}
}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--surface);color:var(--text);font:16px/1.55 ${font};overflow-wrap:break-word}
main{max-width:1120px;margin:0 auto;padding:clamp(16px,4vw,56px) clamp(16px,4vw,40px)}
h1{font-size:clamp(24px,4vw,34px);line-height:1.2;margin:0;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:20px;line-height:1.3;margin:48px 0 12px;padding-top:16px;border-top:1px solid var(--grid)}
h3{font-size:16px;line-height:1.35;margin:0 0 8px}
p{margin:0 0 12px;max-width:70ch}
.subtitle{color:var(--faint);font-size:17px;margin:8px 0 0}
.summary{margin:28px 0 0;font-size:18px}
.warnings{margin:28px 0 0;padding:12px 18px;background:var(--warning);border-left:4px solid var(--warning-edge);list-style:none}
.warnings li+li{margin-top:6px}
figure{margin:24px 0 40px}
.drawing svg{display:block;touch-action:pan-y;width:100%;height:auto;overflow:visible}
.narrow{display:none}
figcaption{margin-top:10px}
figcaption p{color:var(--faint);font-size:14px;line-height:1.5;margin:0}
.scroll{overflow-x:auto;margin:16px 0 32px;max-width:100%}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:bold;padding:0 0 8px}
th,td{padding:7px 20px 7px 0;text-align:left;border-bottom:1px solid var(--grid);vertical-align:top}
thead th{border-bottom:1px solid var(--axis);color:var(--faint);font-weight:normal;white-space:nowrap}
tbody th{font-weight:normal}
.number{text-align:right;white-space:nowrap}
th.name,td.name{min-width:9em;max-width:36em}
.configuration td{font-family:${mono};font-size:13px;overflow-wrap:anywhere;min-width:12em}
.configuration th{color:var(--faint);white-space:nowrap}
pre{background:var(--panel);border:1px solid var(--grid);border-radius:6px;padding:12px 16px;margin:0 0 12px;font:13px/1.5 ${mono};white-space:pre-wrap;overflow-x:auto}
pre span{white-space:pre}
dl{margin:0;max-width:76ch}
dt{font-weight:bold}
dd{margin:0 0 12px}
.references{padding-left:20px;max-width:76ch;font-size:14px}
footer{margin-top:48px;color:var(--faint);font-size:13px}
#tip{position:fixed;z-index:1;pointer-events:none;max-width:280px;padding:5px 9px;border-radius:5px;background:var(--text);color:var(--surface);font-size:13px;line-height:1.35;white-space:pre-line}
#tip[hidden]{display:none}
svg .dim{opacity:.2}
@media (min-width:1000px){
figure{display:grid;grid-template-columns:680px minmax(200px,1fr);column-gap:40px;align-items:start}
}
@media screen and (max-width:560px){
.wide{display:none}
.narrow{display:block}
figure{margin-bottom:32px}
}
@media print{
main{max-width:none;padding:0}
body{font-size:11pt}
h2{break-after:avoid}
figure,tr,.warnings,pre{break-inside:avoid}
.scroll{overflow:visible}
#tip{display:none}
}
`;
