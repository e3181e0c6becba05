/** A scenario as its file has it: what `scenario.schema.json` lets through, before defaults and dates. */
import type { FaultEffect, NcloudScenario, SectigoScenario } from "./scenario";
import type { Vocabulary } from "./sectigo/vocabulary";

export interface ScenarioFile {
  readonly version: 1;
  readonly now?: string;
  readonly sectigo?: SectigoFile;
  readonly ncloud?: NcloudFile;
  readonly faults?: readonly FaultFile[];
}

export interface SectigoFile {
  readonly auth?: Partial<SectigoScenario["auth"]>;
  readonly tokenLifetimeSeconds?: number;
  readonly defaultPageSize?: number;
  readonly maxPageSize?: number;
  readonly oversizedPages?: SectigoScenario["oversizedPages"];
  readonly vocabulary?: Vocabulary | Partial<SectigoScenario["vocabulary"]>;
  readonly expirationBasisDays?: number;
  readonly domains?: readonly SectigoDomainFile[];
}

export interface SectigoDomainFile {
  readonly domain: string;
  readonly count?: number;
  readonly status?: string;
  readonly method?: string | null;
  readonly validated?: string | null;
  readonly expires?: string | null;
  readonly orderStatus?: string;
  readonly orderMethod?: string | null;
  readonly submitted?: string | null;
  readonly org?: number | null;
  readonly department?: number | null;
  readonly omit?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly statusOmit?: readonly string[];
  readonly statusExtra?: Readonly<Record<string, unknown>>;
}

export interface NcloudFile {
  readonly auth?: Partial<NcloudScenario["auth"]>;
  readonly subAccountKey?: boolean;
  readonly defaultPageSize?: number;
  readonly maxPageSize?: number;
  readonly wildcardDomainAddress?: NcloudScenario["wildcardDomainAddress"];
  readonly dnsNames?: NcloudScenario["dnsNames"];
  readonly emailVerification?: boolean;
  readonly certificates?: readonly NcloudCertificateFile[];
}

export interface NcloudCertificateFile {
  readonly certificateNo: number;
  readonly name?: string;
  readonly domains: readonly string[];
  readonly statusCode?: string | number;
  readonly kind?: "cloud" | "advanced";
  readonly orderId?: string | number | null;
  readonly validations?: readonly NcloudValidationFile[];
  readonly omit?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface NcloudValidationFile {
  readonly domain?: string;
  readonly validSn: string | number;
  readonly requestSn?: string;
  readonly status?: string;
  readonly validYn?: string;
  readonly registered?: string | null;
  readonly validated?: string | null;
  readonly txtName?: string;
  readonly txtValue?: string;
  readonly txtId?: string | number | null;
  readonly omit?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface FaultFile extends FaultEffect {
  readonly on: string;
  readonly when?: Readonly<Record<string, string | number>>;
  readonly after?: number;
  readonly times?: number;
}
