/** What CertCentral accepts of one API key, rolling. Services API, "Rate limits". */
import type { RateLimit } from "../../core/provider-module";

export const RATE_LIMITS: readonly RateLimit[] = [
  { calls: 100, ms: 5_000 },
  { calls: 1_000, ms: 180_000 },
];
