/** The names of the files that a synthesized stack consists of. Apart from the app, so that they can be read without cdktf. */

/** The stack's name: its folder is `OUT/stacks/dcv`. */
export const STACK = "dcv";
/** What cdktf writes there, and Terraform reads. */
export const STACK_FILE = "cdk.tf.json";
/** The plan's JSON lies in that folder too. */
export const PLAN_FILE = "plan.json";
