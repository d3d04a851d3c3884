/** The worker of a web page that computes what the analyses ask for: a bundler merges modules, so tasks go by name. */
import { kernelTasks } from "./kernels/index.ts";
import { serveTasks } from "./platform/web/index.ts";
import { assessPowerLaw } from "./stats/index.ts";

serveTasks({ ...kernelTasks, assessPowerLaw });
