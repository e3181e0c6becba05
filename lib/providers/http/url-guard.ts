/** Credentials travel encrypted, or not at all. */
import { parseBaseUrl as readBaseUrl } from "../../core/base-url";
import { ProviderError } from "../provider-error";

/**
 * Reads a base URL, before anything is sent.
 * @param setting the key in the file, such as `url`, for the message
 * @throws ProviderError `Unsupported`
 */
export function parseBaseUrl(provider: string, setting: string, text: string): URL {
  const parsed = readBaseUrl(text);
  if (!parsed.ok) throw new ProviderError("Unsupported", `${provider}: ${setting} ${parsed.problem}`);
  return parsed.url;
}
