import type { FirstSignIns, Path } from './measures/first-sign-ins.js';
import type { Install } from './measures/install.js';
import type { Memory } from './measures/memory.js';
import type { Requests } from './measures/requests.js';
import type { SignIns } from './measures/sign-ins.js';
import type { Waits } from './measures/waits.js';
import { drawPlot } from './plot.js';
import {
  type Connector,
  type Figures,
  median,
  medianRatio,
  type Name,
  names,
  noFigures,
} from './statistics.js';

/** What the measurements are in the documentation: tables and a plot. */

export type Measurements = {
  firstSignIns: FirstSignIns;
  waits: Waits;
  signIns: SignIns;
  load: Figures;
  requests: Requests;
  install: Record<Connector, Install>;
  memory: Record<Name, Memory>;
};

const milliseconds = (figure: number) =>
  `${figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0)} ms`;
const seconds = (figure: number) => `${(figure / 1000).toFixed(1)} s`;
const perSecond = (figure: number) => `${(1000 / figure).toFixed(0)}/s`;
const kilobytes = (figure: number) => `${(figure / 1000).toFixed(0)} kB`;

type Row = Partial<Record<Name, string | number>> & {
  measure: string;
  ratio?: number;
  /** None where the figures are information alone. */
  target?: string;
  isMet?: boolean;
};

type Section = { heading: string; rows: Row[] };

const print = (figures: Figures, format: (figure: number) => string) =>
  Object.fromEntries(
    names
      .filter((name) => figures[name].length > 0)
      .map((name) => [name, format(median(figures[name]))])
  );

/** By how much ours is to be better than the official one. */
const ahead = (figures: Figures, least: number) => {
  const ratio = medianRatio(figures, 'official', 'ours');

  return { ratio, target: `at least ${least}`, isMet: ratio >= least };
};

/** How much more than another one ours may take. */
const behind = (figures: Figures, name: Name, most: number) => {
  const ratio = medianRatio(figures, 'ours', name);

  return { ratio, target: `at most ${most}`, isMet: ratio <= most };
};

/** How many it was each time, or from how many to how many. */
const countOf = (counts: readonly number[]) =>
  [...new Set([Math.min(...counts), Math.max(...counts)])].join(' to ');

const rowsOfPath = ({ roundTripTime, time, roundTrips, connections }: Path): Row[] => [
  {
    measure: `a sign-in with no connection open, round trip of ${roundTripTime} ms: official ÷ ours`,
    ...print(time, milliseconds),
    ...ahead(time, 0.98), // No slower: so much is noise.
  },
  {
    measure: '… round trips',
    ...print(roundTrips, (figure) => figure.toFixed(2)),
    target: 'at most 4.2',
    isMet: median(roundTrips.ours) <= 4.2,
  },
  {
    measure: '… connections opened',
    ...Object.fromEntries(names.map((name) => [name, countOf(connections[name])])),
    target: '1',
    isMet: countOf(connections.ours) === '1',
  },
];

const sectionsOf = ({
  firstSignIns,
  waits,
  signIns,
  load,
  requests,
  install,
  memory,
}: Measurements): Section[] => [
  {
    heading: 'What users wait for',
    rows: [
      ...firstSignIns.paths.flatMap(rowsOfPath),
      {
        measure: 'the same without delay',
        ...print(firstSignIns.withoutDelay, milliseconds),
      },
      {
        measure: 'answer when WeChat never answers',
        ours: seconds(waits.silence.ours),
        official: seconds(waits.silence.official),
        target: 'at most 10 s',
        isMet: waits.silence.ours <= 10_000,
      },
      {
        measure: 'answer when the token comes late, then nothing',
        ours: seconds(waits.late.ours),
        official: seconds(waits.late.official),
        target: 'at most 10 s',
        isMet: waits.late.ours <= 10_000,
      },
    ],
  },
  {
    heading: 'Processor time, over warm connections',
    rows: [
      {
        measure: 'a sign-in, one after another: official ÷ ours',
        ...print(signIns.time, milliseconds),
        ...ahead(signIns.time, 1.4),
      },
      { measure: '… ours ÷ ky alone', ...behind(signIns.time, 'ky', 1.2) },
      { measure: '… ours ÷ bare fetch', ...behind(signIns.time, 'fetch', 1.5) },
      {
        measure: 'sign-ins, 64 at once: ours ÷ official, by rate',
        ...print(signIns.timeAtOnce, perSecond),
        ...ahead(signIns.timeAtOnce, 1.5),
      },
      {
        measure: 'processor time of a sign-in: official ÷ ours',
        ...print(signIns.cpu, milliseconds),
        ...ahead(signIns.cpu, 1.5),
      },
    ],
  },
  {
    heading: 'What else it costs',
    rows: [
      {
        measure: 'loading, once the kit is loaded: official ÷ ours',
        ...print(load, milliseconds),
        ...ahead(load, 7),
      },
      {
        measure: 'requests of a sign-in',
        ...requests.ordinary,
        target: '2',
        isMet: requests.ordinary.ours === '2',
      },
      {
        measure: 'requests with `snsapi_base`',
        ...requests.withBase,
        target: '1',
        isMet: requests.withBase.ours === '1',
      },
      {
        measure: 'packages that an install brings, without the kit’s',
        ours: install.ours.packages,
        official: install.official.packages,
        target: '1',
        isMet: install.ours.packages === 1,
      },
      {
        measure: 'their size, unpacked',
        ours: kilobytes(install.ours.size),
        official: kilobytes(install.official.size),
        target: 'less than official',
        isMet: install.ours.size < install.official.size,
      },
      {
        measure: 'growth of memory',
        ...Object.fromEntries(names.map((name) => [name, kilobytes(memory[name].growth)])),
        // What bare fetch's memory does by itself, up and down, is noise.
        target: `at most the noise, ${kilobytes(memory.fetch.range)}`,
        isMet: memory.ours.growth <= memory.fetch.range,
      },
    ],
  },
];

/** The tables, in Markdown. */
export const drawTables = (measurements: Measurements): string =>
  sectionsOf(measurements)
    .map(({ heading, rows }) => {
      const table = [
        ['measure', 'ours', 'official', 'ky alone', 'bare fetch', 'ratio', 'our target', 'result'],
        Array.from({ length: 8 }, () => '---'),
        ...rows.map(({ measure, ratio, target, isMet, ...figures }) => [
          measure,
          ...names.map((name) => figures[name] ?? ''),
          ratio?.toFixed(2) ?? '',
          target ?? '',
          isMet === undefined ? '' : isMet ? 'met' : '**missed**',
        ]),
      ];

      return [`### ${heading}`, '', ...table.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
    })
    .join('\n\n');

/** The plot, as SVG. */
export const drawBars = ({ firstSignIns, waits, signIns, load }: Measurements): string => {
  const group = (
    label: string,
    figures: Figures,
    print: (figure: number, name: Name) => string = milliseconds
  ) => ({
    label,
    bars: names
      .filter((name) => figures[name].length > 0)
      .map((name) => {
        const figure = median(figures[name]);

        return { name, figure, text: print(figure, name) };
      }),
  });
  const { ours, official } = waits.silence;

  return drawPlot([
    {
      heading: 'What users wait for: no connection open',
      groups: [
        ...firstSignIns.paths.map(({ roundTripTime, time, roundTrips }) =>
          group(
            `A sign-in, round trip of ${roundTripTime} ms`,
            time,
            (figure, name) =>
              `${milliseconds(figure)}, ${median(roundTrips[name]).toFixed(1)} round trips`
          )
        ),
        group(
          'Answer when WeChat is silent',
          { ...noFigures(), ours: [ours], official: [official] },
          seconds
        ),
      ],
    },
    {
      heading: 'Processor time, over warm connections',
      groups: [
        group('A sign-in, one after another', signIns.time),
        group('A sign-in, 64 at once', signIns.timeAtOnce),
        group('Processor time of a sign-in', signIns.cpu),
      ],
    },
    { heading: 'What else it costs', groups: [group('Loading', load)] },
  ]);
};
