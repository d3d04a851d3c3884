/** How far a piece of work is. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Units per second, where it is known yet. */
  readonly rate: number | undefined;
  readonly note: string;
}

/** One line: "edjm  40 % · 400/1000 samples · 52 samples/s · 0:12 left". */
export function formatProgress({ label, done, total, unit, rate, note }: ProgressState): string {
  const known = total > 0 && Number.isFinite(total);
  const left = known && rate ? `${formatDuration(Math.max(0, total - done) / rate)} left` : "";
  const parts = [
    known ? `${Math.floor((100 * Math.min(done, total)) / total)} %` : "",
    known
      ? `${formatAmount(done, unit === "bytes" ? unit : "")}/${formatAmount(total, unit)}`
      : formatAmount(done, unit),
    rate ? `${formatAmount(rate, unit)}/s` : "",
    left,
    note,
  ];
  return `${label}  ${parts.filter((part) => part !== "").join(" · ")}`;
}

/** "0:07", "12:30", "1:02:03". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function formatAmount(amount: number, unit: string): string {
  if (unit === "bytes") return formatBytes(amount);
  const digits = amount >= 100 || Number.isInteger(amount) ? 0 : amount >= 10 ? 1 : 2;
  return `${amount.toFixed(digits)}${unit && ` ${unit}`}`;
}

function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** How far back the rate looks, in milliseconds: long enough to be steady, short enough to follow a change. */
const rateWindow = 30_000;

/** Units per second over the last half minute; work that was done before the first sample does not count. */
export function createRateMeter(): (done: number, now: number) => number | undefined {
  const samples: { done: number; now: number }[] = [];
  return (done, now) => {
    samples.push({ done, now });
    while (samples.length > 2 && now - samples[0]!.now > rateWindow) samples.shift();
    const first = samples[0]!;
    return now > first.now && done > first.done ? (1000 * (done - first.done)) / (now - first.now) : undefined;
  };
}
