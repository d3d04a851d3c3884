import type { Study, StudyCollection } from "../../experiments/index.ts";

/** The package's own name, so that sources and build each find their kind; the build of studies comes after that of the program. */
const specifier: string = "netspectra/studies";

/** All studies of the package, and what its pages are made of. They are loaded when they are asked for. */
export async function loadStudies(): Promise<StudyCollection & { readonly studies: readonly Study[] }> {
  return (await import(specifier)) as StudyCollection & { readonly studies: readonly Study[] };
}
