import { float64, normalizeAxis, sizeOf, tensorOf } from "../src/base/index.ts";
import { serveTasks } from "../src/platform/web/index.ts";

serveTasks({ float64, normalizeAxis, sizeOf, tensorOf });
