/** The colours of a terminal, and what is shown in which. */
import type { createColors } from "picocolors";
import type { Level } from "../findings-by-rule";

export type Colors = ReturnType<typeof createColors>;
export type Paint = keyof Pick<Colors, "red" | "yellow" | "cyan" | "green" | "magenta" | "dim">;

export const LEVEL_PAINT: Record<Level, Paint> = { error: "red", warning: "yellow", info: "cyan", waived: "dim" };
