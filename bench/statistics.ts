/** Does the same with each, one after another, and collects what comes of it. */
export const collect = async <Key extends string, Result>(
  keys: readonly Key[],
  action: (key: Key) => Promise<Result>
): Promise<Record<Key, Result>> => {
  const results: Partial<Record<Key, Result>> = {};

  for (const key of keys) {
    results[key] = await action(key);
  }

  return results as Record<Key, Result>;
};

/** Measures each once a round, and each round begins with another one: the medians of their figures. */
export const inRounds = async <Key extends string>(
  keys: readonly Key[],
  rounds: number,
  measure: (key: Key) => Promise<number>
): Promise<Record<Key, number>> => {
  const figures = await collect(keys, async (): Promise<number[]> => []);

  for (let round = 0; round < rounds; round++) {
    const first = round % keys.length;

    for (const key of [...keys.slice(first), ...keys.slice(0, first)]) {
      figures[key].push(await measure(key));
    }
  }

  return collect(
    keys,
    async (key) => figures[key].sort((first, second) => first - second)[Math.floor(rounds / 2)] ?? 0
  );
};
