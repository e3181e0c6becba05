/** The message in the form of each receiver over HTTP. Texts go where no markup is read, so that no name can mention or link. */
import { clip } from "../report/clip";
import type { NotifiedEvent } from "./events";
import { messageText, omittedText, ownerTitle } from "./message";
import type { Message } from "./message";
import { Type } from "@sinclair/typebox";
import { closed, nullable, oneOf } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { EVENT_KINDS } from "./events";
import { VERDICTS } from "../core/vocabulary";
import { instant } from "../report/instant-schema";
import type { PlanDocument } from "../report/plan-document";

/**
 * Limits of Block Kit: 150 characters in a header, 3000 in a section, 50 blocks.
 * Source: https://docs.slack.dev/reference/block-kit/blocks
 */
const MAX_SLACK_HEADER = 150;
const MAX_SLACK_SECTION = 3000;
const MAX_SLACK_BLOCKS = 50;

/** In `plain_text`, which reads no markup; the fallback `text` has its three control characters escaped. */
export function slackPayload(message: Message): object {
  const section = (text: string): object => ({ type: "section", text: plain(clip(text, MAX_SLACK_SECTION)) });
  const groups = message.groups.map((group) => section([ownerTitle(group), ...group.lines.map(bullet)].join("\n")));
  const omitted = omittedText(message);
  const room = MAX_SLACK_BLOCKS - 3;
  const left = groups.length > room ? [section(`${groups.length - room} more owners: see the plan.`)] : [];
  return {
    text: message.title.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    blocks: [
      { type: "header", text: plain(clip(message.title, MAX_SLACK_HEADER)) },
      section(message.summary),
      ...groups.slice(0, left.length === 0 ? room : room - 1),
      ...left,
      ...(omitted === null ? [] : [section(omitted)]),
    ],
  };
}

function plain(text: string): object {
  return { type: "plain_text", text, emoji: false };
}

function bullet(line: string): string {
  return `• ${line}`;
}

/** A message of a workflow or an incoming webhook may have 28 KB; the card around the text takes some of it. */
const MAX_TEAMS_UNITS = 6000;

/** An Adaptive Card of rich text, which reads no Markdown. */
export function teamsPayload(message: Message): object {
  let room = MAX_TEAMS_UNITS;
  const body: object[] = [
    rich(message.title, { weight: "Bolder", size: "Medium" }),
    rich(message.summary, { isSubtle: true }),
  ];
  let left = message.omitted;
  for (const group of message.groups) {
    const lines = group.lines.filter((line) => (room -= line.length) > 0);
    left += group.lines.length - lines.length;
    if (lines.length > 0)
      body.push(rich(ownerTitle(group), { weight: "Bolder" }), ...lines.map((line) => rich(bullet(line), {})));
  }
  const omitted = omittedText({ ...message, omitted: left });
  if (omitted !== null) body.push(rich(omitted, { isSubtle: true }));
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body,
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }],
  };
}

function rich(text: string, style: object): object {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...style }] };
}

const text = Type.String();

const EVENT = closed({
  kind: oneOf(EVENT_KINDS),
  provider: nullable(text),
  domain: nullable(text, { description: "Null where it is about a provider." }),
  owner: nullable(text),
  rule: nullable(text, { description: "The rule of a finding." }),
  text: text,
});

/** What a webhook of your own gets; published as `schemas/notification.schema.json`. */
export const NOTIFICATION_SCHEMA = closed(
  {
    format_version: Type.Literal("1.0"),
    tool: closed({ name: Type.Literal("dcv"), version: text }),
    id: Type.String({
      pattern: "^[0-9a-f]{32}$",
      description: "The same for the same news: a message may arrive twice. Also in the header Idempotency-Key.",
    }),
    estate: nullable(text),
    as_of: instant(),
    since: nullable(instant()),
    verdict: oneOf(VERDICTS),
    title: text,
    text: Type.String({ description: "The whole message for people." }),
    events: Type.Array(EVENT),
  },
  { title: "A notification of dcv, format version 1.0" },
);

export function webhookPayload(
  message: Message,
  events: readonly NotifiedEvent[],
  { estate, as_of, verdict, tool }: PlanDocument,
  since: string | null,
): Shape<typeof NOTIFICATION_SCHEMA> {
  const { id, title } = message;
  return {
    ...{ format_version: "1.0", tool, id, estate, as_of, since, verdict, title, text: messageText(message) },
    events: events.map(({ kind, provider, domain, owner, rule, text: what }) => ({
      ...{ kind, provider, domain, owner, rule, text: what },
    })),
  };
}
