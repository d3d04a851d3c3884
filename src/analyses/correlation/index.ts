export type { ClassStatistics, CorrelationStatus } from "./classStatistics.ts";
export { type CorrelationPlanned, type CorrelationResult, correlation, planCorrelation } from "./correlation.ts";
export type { CorrelationOptions } from "./correlationOptions.ts";
export { type CorrelationPlan, correlationPlanText } from "./correlationPlan.ts";
export { type Cosines, correlationMatrix } from "./cosines.ts";
export { type CorrelationAlignment, compareCorrelations } from "./kernels.ts";
