export const connectors = ['ours', 'official'] as const;
export const names = [...connectors, 'ky', 'fetch'] as const;

/** The two that somebody may sign users in with. */
export type Connector = (typeof connectors)[number];

/** Who is measured. */
export type Name = (typeof names)[number];

/** The figures of all rounds; none of those who were not measured. */
export type Figures = Readonly<Record<Name, number[]>>;

export const noFigures = (): Figures => ({ ours: [], official: [], ky: [], fetch: [] });

/** All of them, each round beginning with another one. */
export const inTurn = <T>(all: readonly T[], round: number): T[] => [
  ...all.slice(round % all.length),
  ...all.slice(0, round % all.length),
];

/** Does the same with each, one after another, and collects what comes of it. */
export const collect = async <Some extends Name, Result>(
  some: readonly Some[],
  action: (name: Some) => Promise<Result>
): Promise<Record<Some, Result>> => {
  const results: Partial<Record<Some, Result>> = {};

  for (const name of some) {
    results[name] = await action(name);
  }

  return results as Record<Some, Result>;
};

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((first, second) => first - second);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);

  return middle.reduce((sum, number) => sum + number, 0) / middle.length;
};

/** The median of the rounds' ratios: what slows one round down slows all down that are in it. */
export const medianRatio = (figures: Figures, name: Name, reference: Name): number =>
  median(figures[name].map((figure, round) => figure / (figures[reference][round] ?? Number.NaN)));
