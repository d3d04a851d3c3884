import { createWebPlatform, type WebPlatformOptions } from "../src/platform/web/index.ts";
import { type CaseName, cases } from "./platformCases.ts";

const startTaskWorker = () => new Worker(new URL("./platformTasks.ts", import.meta.url), { type: "module" });
const create = (options: WebPlatformOptions = {}) => createWebPlatform({ startTaskWorker, ...options });
const platform = create();

/** Run a case of the specification in this page. */
export async function runCase(name: CaseName, argument: string): Promise<unknown> {
  if (name === "files") return cases.files(platform, "/folder");
  if (name !== "cancel") return cases[name](platform, argument);
  const controller = new AbortController();
  return cases.cancel(create({ signal: controller.signal }), () => controller.abort());
}

/** What the machine looks like from here. */
export function describePlatform(): unknown {
  const { kind, cores, versions } = platform;
  return { kind, cores, versions, isolated: crossOriginIsolated };
}

/** What a page is told while work goes on. */
export function report(): unknown {
  const told: string[] = [];
  const { reporter } = create({
    report: {
      info: (text) => told.push(`info ${text}`),
      warn: (text) => told.push(`warn ${text}`),
      progress: (label, state) => told.push(state ? `${label} ${state.done}/${state.total}` : `${label} finished`),
    },
  });
  reporter.info("fact");
  reporter.warn("care");
  const progress = reporter.progress("edjm", 3);
  progress.update(2);
  progress.finish();
  return told;
}

/** A task that is served in the page itself. */
export function callInline(): Promise<number> {
  return create({ inlineTasks: { twice: (n: number) => 2 * n } }).call({ module: "", name: "twice" }, 21);
}
