/** The provider as a user has it: built, and laid into a mirror by the code of `dcv terraform install`. */
import { writeMirror } from "../../../lib/terraform/plugin/mirror";
import { temporaryFolder } from "./terraform";

/** For `required_providers` in tests. */
export const DCV_REQUIRED = `terraform {
  required_providers {
    dcv = { source = "dcv-reconciler/dcv" }
  }
}
`;

/** The folder of the mirror. The tests that use it run what `npm run build` made. */
export async function dcvMirror(): Promise<string> {
  const folder = temporaryFolder();
  await writeMirror(folder);
  return folder;
}
