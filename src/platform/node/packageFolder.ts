import { fileURLToPath } from "node:url";

/** The folder of the package, whether it runs from its sources or from its build. */
export function packageFolder(): string {
  return fileURLToPath(new URL("../../../", import.meta.url));
}
