import { type Name, names } from './contenders.js';

/** What the table says of one contender, and how long its bar in the plot is, if it has one. */
export type Cell = { text: string; bar?: number };

/** What was measured of one thing. */
export type Row = { measure: string; cells: Partial<Record<Name, Cell>> };

export type Section = { question: string; rows: Row[] };

export const titles: Record<Name, string> = {
  ours: 'this connector',
  official: 'official connector',
  fetch: 'bare fetch',
};

/** A row of figures in the same unit. */
export const rowOf = (
  measure: string,
  figures: Partial<Record<Name, number>>,
  cellOf: (figure: number) => Cell
): Row => ({
  measure,
  cells: Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, cellOf(figure)])
  ),
});

export const inMilliseconds = (figure: number): Cell => ({
  text: `${figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0)} ms`,
  bar: figure,
});

/** The measures that the summary tells. */
const inShort = [
  'A sign-in, round trip of 200 ms',
  'No answer, both hosts',
  'Token answer after 4.5 s',
  'Processor time of a sign-in',
];

const summarize = (rows: readonly Row[]): string =>
  rows
    .filter(({ measure }) => inShort.includes(measure))
    .map(
      ({ measure, cells: { ours, official } }) =>
        `- ${measure}: this connector ${ours?.text ?? ''}, the official one ${official?.text ?? ''}.`
    )
    .join('\n');

/** A table of one question. Where the versions of Node.js differ, all their figures stand in the cell. */
const drawTable = (versions: readonly Section[]): string => {
  const rows = versions[0]?.rows ?? [];
  const columns = names.filter((name) => rows.some(({ cells }) => cells[name]));
  const textOf = (row: number, name: Name) =>
    [...new Set(versions.map(({ rows }) => rows[row]?.cells[name]?.text))].join(' / ');

  return [
    ['', ...columns.map((name) => titles[name])],
    ['---', ...columns.map(() => '---')],
    ...rows.map(({ measure }, row) => [measure, ...columns.map((name) => textOf(row, name))]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
};

/**
 * What docs/benchmarks.md says of the figures, in Markdown.
 *
 * @param versions the answers on each version of Node.js, those of the summary first.
 */
export const drawReport = (versions: readonly Section[][], conditions: string): string => {
  const [sections = []] = versions;

  return [
    summarize(sections.flatMap(({ rows }) => rows)),
    `![The figures as bars](./images/benchmarks.svg)`,
    `Measured on ${conditions}. Where a cell has two figures, they are of these two versions.`,
    ...sections.flatMap(({ question }, index) => [
      `## ${question}`,
      drawTable(versions.flatMap((version) => version[index] ?? [])),
    ]),
  ].join('\n\n');
};
