/** Where notifications go: only where the environment says and allows, and no message quotes a value. */
import { readTargets } from "../../../lib/notify/targets";
import type { TargetKind } from "../../../lib/notify/targets";

const SLACK = "https://hooks.slack.com/services/T000/B000/secret-path";
const MAIL = { DCV_NOTIFY_SMTP_FROM: "dcv@example.com", DCV_NOTIFY_SMTP_TO: "a@example.com, b@example.com" };

test("all that is set up, each with what it needs", () => {
  const { targets, problems } = readTargets(
    {
      DCV_NOTIFY_SLACK_URL: SLACK,
      DCV_NOTIFY_TEAMS_URL: "https://prod-12.westus.logic.azure.com:443/workflows/x?sig=y",
      DCV_NOTIFY_WEBHOOK_URL: "https://hooks.example.com/dcv",
      DCV_NOTIFY_WEBHOOK_TOKEN: "token",
      DCV_NOTIFY_SMTP_URL: "smtp://us%40x:p%3Aw@mail.example.com",
      DCV_ALLOWED_HOSTS: "hooks.example.com, mail.example.com:587",
      ...MAIL,
    },
    [],
  );
  expect(problems).toEqual([]);
  expect(targets.map((one) => (one.kind === "smtp" ? one : [one.kind, one.url.host, one.token]))).toEqual([
    ["slack", "hooks.slack.com", null],
    ["teams", "prod-12.westus.logic.azure.com", null],
    ["webhook", "hooks.example.com", "token"],
    {
      ...{ kind: "smtp", host: "mail.example.com", port: 587, isTls: false, login: { user: "us@x", password: "p:w" } },
      ...{ from: "dcv@example.com", to: ["a@example.com", "b@example.com"] },
    },
  ]);
});

test.each<[string, string, number, boolean]>([
  ["smtps://localhost", "localhost", 465, true],
  ["smtp://127.0.0.1:2525", "127.0.0.1", 2525, false],
  ["smtp://[::1]", "::1", 587, false],
])("%s needs no permission: it stays on this machine", (url, host, port, isTls) => {
  const { targets } = readTargets({ DCV_NOTIFY_SMTP_URL: url, ...MAIL }, ["smtp"]);
  expect(targets).toEqual([expect.objectContaining({ host, port, isTls, login: null })]);
});

test.each<[string, Record<string, string>, readonly TargetKind[], RegExp]>([
  ["nothing", {}, [], /nowhere to send to: set at least one of DCV_NOTIFY_SLACK_URL, /],
  ["a target that is not set up", { DCV_NOTIFY_SLACK_URL: SLACK }, ["teams"], /DCV_NOTIFY_TEAMS_URL is not set/],
  ["what is no URL", { DCV_NOTIFY_SLACK_URL: "secret-path" }, [], /SLACK_URL is not an absolute URL/],
  ["a way in the clear", { DCV_NOTIFY_SLACK_URL: SLACK.replace("https", "http") }, [], /must begin with https/],
  [
    "credentials",
    { DCV_NOTIFY_WEBHOOK_URL: "https://us:secret-path@h.example/" },
    [],
    /holds credentials; use DCV_NOTIFY_WEBHOOK_TOKEN/,
  ],
  [
    "a foreign host for Slack",
    { DCV_NOTIFY_SLACK_URL: "https://hooks.slack.com.evil.example/secret-path" },
    [],
    /not allowed; add it to DCV_ALLOWED_HOSTS/,
  ],
  [
    "a foreign host for Teams",
    { DCV_NOTIFY_TEAMS_URL: "https://logic.azure.com.evil.example/secret-path" },
    [],
    /not allowed/,
  ],
  ["a webhook that is not allowed", { DCV_NOTIFY_WEBHOOK_URL: "https://h.example/secret-path" }, [], /not allowed/],
  [
    "a mail server that is not allowed",
    { DCV_NOTIFY_SMTP_URL: "smtps://u:secret-path@h.example", ...MAIL },
    [],
    /not allowed/,
  ],
  [
    "a port that is not allowed",
    { DCV_NOTIFY_SMTP_URL: "smtp://h.example", DCV_ALLOWED_HOSTS: "h.example:25", ...MAIL },
    [],
    /not allowed/,
  ],
  ["mail over HTTP", { DCV_NOTIFY_SMTP_URL: "https://secret-path", ...MAIL }, [], /is not of the form smtps:/],
  [
    "a password that is not encoded",
    { DCV_NOTIFY_SMTP_URL: "smtp://u:secret-path%zz@localhost", ...MAIL },
    [],
    /% that escapes nothing/,
  ],
  [
    "mail from nowhere",
    { DCV_NOTIFY_SMTP_URL: "smtp://localhost", DCV_NOTIFY_SMTP_TO: "a@b" },
    [],
    /SMTP_FROM must be/,
  ],
  ["mail to nowhere", { DCV_NOTIFY_SMTP_URL: "smtp://localhost", DCV_NOTIFY_SMTP_FROM: "a@b" }, [], /SMTP_TO must be/],
  [
    "a header in an address",
    { DCV_NOTIFY_SMTP_URL: "smtp://localhost", ...MAIL, DCV_NOTIFY_SMTP_TO: "a@b\nBcc: c@d" },
    [],
    /SMTP_TO must be/,
  ],
])("refuses %s", (_, env, wanted, message) => {
  const { targets, problems } = readTargets(env, wanted);
  expect(targets).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
  expect(problems.join()).not.toContain("secret-path");
});
