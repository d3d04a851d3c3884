import fc from "fast-check";

/** The same properties are tried on every machine; NETSPECTRA_TEST_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env["NETSPECTRA_TEST_SEED"] ?? 20161) });
