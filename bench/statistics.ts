export const names = ['ours', 'official', 'ky', 'fetch'] as const;

/** Who is measured. */
export type Name = (typeof names)[number];

/** The figures of all rounds; none of those who were not measured. */
export type Figures = Readonly<Record<Name, number[]>>;

export const noFigures = (): Figures => ({ ours: [], official: [], ky: [], fetch: [] });

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((first, second) => first - second);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);

  return middle.reduce((sum, number) => sum + number, 0) / middle.length;
};

/** The median of the rounds' ratios: what slows one round down slows all down that are in it. */
export const medianRatio = (figures: Figures, name: Name, reference: Name): number =>
  median(figures[name].map((figure, round) => figure / (figures[reference][round] ?? Number.NaN)));
