import { type Connector, connectors, type Name, names } from './contenders.js';
import type { Cost, Install } from './cost.js';
import type { Outcome, Trouble } from './outcomes.js';
import type { Wait } from './wait.js';

/** What was measured on one version of Node.js. */
export type Results = {
  /** The version. */
  node: string;
  wait: Record<Name, Wait>;
  outcomes: Record<Trouble, Record<Connector, Outcome>>;
  cost: Cost;
  install: Record<Connector, Install>;
};

/** What the table says, and how long the bar in the plot is, if there is one. */
type Cell = { text: string; bar?: number };

type Row = { measure: string; cells: Partial<Record<Name, Cell>> };

/** One of the three questions. */
type Section = { question: string; rows: Row[] };

export const titles: Record<Name, string> = {
  ours: 'this connector',
  official: 'official connector',
  ky: 'ky alone',
  fetch: 'bare fetch',
};

const milliseconds = (figure: number) =>
  `${figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0)} ms`;
const kilobytes = (figure: number) => `${(figure / 1000).toFixed(0)} kB`;
const printOutcome = ({ isSignedIn, time }: Outcome) =>
  `${isSignedIn ? 'signs in' : 'fails'} after ${(time / 1000).toFixed(1)} s`;

const rowOf = <Some extends Name>(
  measure: string,
  some: readonly Some[],
  cellOf: (name: Some) => Cell
): Row => ({ measure, cells: Object.fromEntries(some.map((name) => [name, cellOf(name)])) });

const inMilliseconds = (bar: number): Cell => ({ text: milliseconds(bar), bar });

/** What tables and plot show. */
export const sectionsOf = ({ wait, outcomes, cost, install }: Results): Section[] => [
  {
    question: 'How long users wait',
    rows: [
      rowOf('A sign-in, round trip of 30 ms', names, (name) => inMilliseconds(wait[name].at30)),
      rowOf('A sign-in, round trip of 200 ms', names, (name) => inMilliseconds(wait[name].at200)),
      rowOf('Its round trips', names, (name) => ({ text: wait[name].roundTrips.toFixed(1) })),
      rowOf('Its connections', names, (name) => ({ text: String(wait[name].connections) })),
    ],
  },
  {
    question: 'Without an answer, and with a slow one',
    rows: Object.entries(outcomes).map(([trouble, outcome]) =>
      rowOf(trouble, connectors, (name) => ({
        text: printOutcome(outcome[name]),
        bar: outcome[name].time,
      }))
    ),
  },
  {
    question: 'What it costs the host',
    rows: [
      rowOf('Processor time of a sign-in', names, (name) => inMilliseconds(cost.signIn[name])),
      rowOf('This connector’s ÷ it', names, (name) => ({
        text: (cost.signIn.ours / cost.signIn[name]).toFixed(2),
      })),
      rowOf('Loading', connectors, (name) => inMilliseconds(cost.load[name])),
      rowOf('Packages', connectors, (name) => ({ text: String(install[name].packages) })),
      rowOf('Their size', connectors, (name) => ({
        text: kilobytes(install[name].size),
        bar: install[name].size,
      })),
    ],
  },
];

/** The table of one question, in Markdown. Figures that differ by version stand in one cell. */
const drawTable = (versions: readonly Section[]): string => {
  const [{ rows } = { rows: [] }] = versions;
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

/** The answers in short. */
const summarize = ({ wait, outcomes, cost, install }: Results): string => {
  const { ours, official } = wait;
  const never = outcomes['No answer, both hosts'];
  const slow = outcomes['Token answer after 4.5 s'];

  return `- With WeChat 200 ms away and back, a sign-in takes ${milliseconds(ours.at200)} with this connector, ${milliseconds(official.at200)} with the official one.
- If WeChat never answers, this connector ${printOutcome(never.ours)}, the official one ${printOutcome(never.official)}.
- If WeChat's token answer takes 4.5 s, this connector ${printOutcome(slow.ours)}, the official one ${printOutcome(slow.official)}.
- A sign-in takes ${milliseconds(cost.signIn.ours)} of the processor with this connector, ${milliseconds(cost.signIn.official)} with the official one; what is installed has ${kilobytes(install.ours.size)}, or ${kilobytes(install.official.size)}.`;
};

/**
 * All that docs/benchmarks.md says of the figures, in Markdown.
 *
 * @param results of some versions of Node.js. The summary says those of the first.
 * @param machine what they were measured on.
 */
export const report = (results: readonly Results[], machine: string): string => {
  const versions = results.map(sectionsOf);
  const tables = versions
    .slice(0, 1)
    .flat()
    .map(
      ({ question }, index) =>
        `## ${question}\n\n${drawTable(versions.flatMap((sections) => sections[index] ?? []))}`
    );

  return [
    ...results.slice(0, 1).map(summarize),
    '![The figures as bars](./images/benchmarks.svg)',
    `Measured on Node.js ${results.map(({ node }) => node).join(' and ')}, ${machine}. Where two figures stand in one place, they are of these versions in this order.`,
    ...tables,
  ].join('\n\n');
};
