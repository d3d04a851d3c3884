import type { Study } from "../../experiments/index.ts";

/** The package's own name, so that sources and build each find their kind; the build of studies comes after that of the program. */
const specifier: string = "netspectra/studies";

/** All studies of the package. They are loaded when they are asked for. */
export async function loadStudies(): Promise<readonly Study[]> {
  const { studies } = (await import(specifier)) as { readonly studies: readonly Study[] };
  return studies;
}
