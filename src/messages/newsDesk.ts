/** So long a message may wait for others, in milliseconds. */
const longestWaitMs = 2000;

/** Has one message speak for the pictures that end together. */
export interface NewsDesk {
  /** Counts a picture as in the making while `work` goes on. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Says something of pictures: at once if no other one is in the making, else when the last of them ends, at the
   * latest after two seconds.
   * @param key what has the same key by then is said together
   * @param say is called once, with all of it and the number of pictures that were in the making together
   */
  tell<T>(key: string, items: readonly T[], say: (items: readonly T[], total: number) => void): void;
}

export function createNewsDesk(): NewsDesk {
  const pending = new Map<string, { readonly items: unknown[]; readonly say: (total: number) => void }>();
  let inTheMaking = 0;
  let total = 0;
  let timer: NodeJS.Timeout | undefined;

  const sayAll = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const news = [...pending.values()];
    pending.clear();
    for (const { say } of news) say(total);
  };

  return {
    async during(work) {
      if (inTheMaking === 0) total = 0;
      inTheMaking++;
      total++;
      try {
        return await work();
      } finally {
        inTheMaking--;
        if (inTheMaking === 0) sayAll();
      }
    },
    tell<T>(key: string, items: readonly T[], say: (items: readonly T[], total: number) => void) {
      const together = pending.get(key)?.items as T[] | undefined;
      if (together) {
        together.push(...items);
      } else {
        const all = [...items];
        pending.set(key, { items: all, say: (of) => say(all, Math.max(of, all.length)) });
      }
      if (inTheMaking <= 1) sayAll();
      else timer ??= setTimeout(sayAll, longestWaitMs);
    },
  };
}
