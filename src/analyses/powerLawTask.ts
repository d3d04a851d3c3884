import type { Task } from "../platform/index.ts";
import { assessPowerLawModule } from "../stats/index.ts";

/** The assessment of a power law, to be called in a worker. */
export const powerLawTask: Task = { module: assessPowerLawModule, name: "assessPowerLaw" };
