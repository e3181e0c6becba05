/**
 * The public door of the package. What is exported here, the construct (`dcv-reconciler/terraform`) and the schemas
 * (`dcv-reconciler/schemas/…`) are the contract; every other path may change in any release.
 */
import type { JudgedPlan } from "./core/finding";
import { processHost } from "./cli/process-host";
import { createStackReporter } from "./cli/stack-reporter";
import { planForStack as planWithContext } from "./run/plan-for-stack";
import type { PlanForStackOptions } from "./run/plan-for-stack";

export type { JudgedPlan } from "./core/finding";
export type { PlanForStackOptions } from "./run/plan-for-stack";
export { UserError } from "./run/user-error";

/**
 * The run of `dcv plan` for a Terraform stack of your own, with the environment, directory and clock of this process.
 * Problems of the file and of the CAs go to standard error.
 * @throws UserError when the configuration has errors or not everything could be seen
 */
export async function planForStack(options: PlanForStackOptions = {}): Promise<JudgedPlan> {
  const host = processHost();
  return planWithContext(options, host, createStackReporter(host, "info"));
}
