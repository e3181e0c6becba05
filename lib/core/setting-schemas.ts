/** Schemas of values that several settings have. `expected` says in a message what a value should look like. */
import { Type } from "@sinclair/typebox";

export const text = Type.String({ pattern: "\\S", expected: "a text that is not empty" });

export const url = Type.String({ minLength: 1, expected: "an https:// address, or simulator" });

export const id = Type.Integer({ minimum: 1, expected: "a whole number, 1 or more" });
