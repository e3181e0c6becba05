/** How much memory a run takes in this process. */

/** The most memory in use at once, above that of now. */
export function watchMemory() {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, used())), 5).unref();
  return {
    peak() {
      clearInterval(timer);
      return most - before;
    },
  };
}
