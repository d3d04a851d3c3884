export { dataIdentity } from "./dataIdentity.ts";
export { isStoreFile } from "./manifest.ts";
export { openProductJournal, type ProductJournal } from "./productJournal.ts";
export { readState, requireSame, type SavedState, type StoreMachine } from "./savedState.ts";
export { openStateStore, type StateStore } from "./stateStore.ts";
