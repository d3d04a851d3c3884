import fc from "fast-check";
import { allowFusedMultiplyAdd } from "../src/platform/node/allowFusedMultiplyAdd.ts";

/** The same properties are tried on every machine; NETSPECTRA_TEST_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env["NETSPECTRA_TEST_SEED"] ?? 20161) });

// Kernels are tested in the form that users get, whether or not a test has opened a platform before.
allowFusedMultiplyAdd();
