export { likeNames } from "../base/likeNames.ts";
