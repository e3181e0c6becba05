/** Patterns for names, as shells have them: `*` stands for any characters, `?` for one. */

/** Goes back to the last star only, so it takes at most the product of the lengths. */
export function matchesName(name: string, pattern: string): boolean {
  let [at, next, star, afterStar] = [0, 0, -1, 0];
  while (at < name.length) {
    const sign = pattern[next];
    if (sign === "*") {
      star = next;
      afterStar = at;
      next += 1;
    } else if (sign === "?" || sign === name[at]) {
      at += 1;
      next += 1;
    } else if (star === -1) {
      return false;
    } else {
      afterStar += 1;
      at = afterStar;
      next = star + 1;
    }
  }
  return /^\**$/.test(pattern.slice(next));
}
