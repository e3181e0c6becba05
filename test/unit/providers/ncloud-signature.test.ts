import { signRequest } from "../../../lib/providers/ncloud/signature";

const DEMO = { accessKey: "DEMOACCESSKEY0000001", secretKey: "demoSecretKeyForUnitTestsOnly0000000000A" };
const TIMESTAMP = "1767225600000";
const NO = "/api/v2/certificate/getVerificationInfo/55332";

/** Computed with node and, the first one, with openssl; the last is from the test of another client. */
const VECTORS: readonly (readonly [string, string, string, string])[] = [
  ["one name", "GET", `${NO}?domainAddress=www.example.com`, "duPPUJK7xB7Ff7k3TTU+cPNCAnwpYzLrR6ma0NH+8ss="],
  ["a raw asterisk", "GET", `${NO}?domainAddress=*.example.com`, "0/6qDY15ZPlPb5Lg5Zp/QknpwQP2+BSQjkQidOGsftc="],
  ["an escaped asterisk", "GET", `${NO}?domainAddress=%2A.example.com`, "VQGl0Iuj+3KzI0CkXZEBoDSOmQ0pXVtodUfSlp9VL9E="],
  ["no query", "GET", "/api/v2/certificate/certificates", "BjkIhwhRv6w9+c19tbcQF4AImuszw0ok7yjtGlq163Q="],
  [
    "two parameters",
    "GET",
    "/api/v2/certificate/certificates?page=1&pageSize=100",
    "HViDyh2Sb9LCWbcyqJGCA3soMYPr4Ct3jAZFs5BMp8s=",
  ],
  [
    "three parameters",
    "GET",
    "/api/v2/domain/domains?page=1&pageSize=50&validState=PENDING",
    "2KMEMr7bjQQYnUtEmGcDJhL4sqTDPG31O0x4YGaw0ME=",
  ],
  ["another method", "POST", "/api/v2/domain/domains", "kuejoOY3pGwzCTFWutLPy6zNYal7Vrj7ZPQQVcONlfs="],
];

test.each(VECTORS)("signs %s", (_, method, target, signature) => {
  expect(signRequest(method, target, TIMESTAMP, DEMO)).toBe(signature);
});

test("signs as other clients of the gateway do", () => {
  const key = { accessKey: "TestAccessKey", secretKey: "TestSecretKey" };
  const target = "/vserver/v2/getServerInstanceList?responseFormatType=json";
  expect(signRequest("GET", target, "1234567890123", key)).toBe("FPsYYX8fuMAgi+cue3eACOW0dNtIwu1LYWfg/megA2M=");
});
