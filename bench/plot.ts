import type { Name } from './statistics.js';

type Bar = { name: Name; figure: number; text: string };

/** Bars of one measure. */
type Group = { label: string; bars: Bar[] };

/** Measures of one kind. */
export type Section = { heading: string; groups: Group[] };

const titles: Record<Name, string> = {
  ours: 'this connector',
  official: 'official connector',
  ky: 'ky alone',
  fetch: 'bare fetch',
};

const width = 800;
const labelWidth = 250;
const barWidth = 380;
const barHeight = 16;
const groupGap = 20;
const headingHeight = 30;
const top = 90;

/**
 * A bar chart as SVG, each group to its own scale: its longest bar has the full width. It has a
 * ground of its own, and so can be read on a light and on a dark page.
 */
export const drawPlot = (sections: readonly Section[]): string => {
  let y = top;

  const drawBar = ({ name, figure, text }: Bar, longest: number): string => {
    const length = Math.max(2, (figure / longest) * barWidth).toFixed(1);
    const bar = `<rect class="${name}" x="${labelWidth}" y="${y}" width="${length}" height="${barHeight - 3}" rx="2"/>
<text x="${labelWidth + Number(length) + 8}" y="${y + barHeight - 6}">${text}</text>`;

    y += barHeight;

    return bar;
  };

  const drawGroup = ({ label, bars }: Group): string => {
    const middle = y + (bars.length * barHeight) / 2 + 3;
    const longest = Math.max(...bars.map(({ figure }) => figure));
    const group = `<text class="label" x="${labelWidth - 12}" y="${middle}">${label}</text>
${bars.map((bar) => drawBar(bar, longest)).join('\n')}`;

    y += groupGap;

    return group;
  };

  const drawSection = ({ heading, groups }: Section): string => {
    const title = `<text class="heading" x="${labelWidth}" y="${y}">${heading}</text>`;

    y += headingHeight / 2;

    const section = `${title}\n${groups.map(drawGroup).join('\n')}`;

    y += headingHeight;

    return section;
  };

  const body = sections.map(drawSection).join('\n');
  const height = y - headingHeight;
  const legend = Object.entries(titles)
    .map(
      ([name, title], index) =>
        `<rect class="${name}" x="${60 + index * 165}" y="46" width="12" height="12" rx="2"/>
<text x="${60 + index * 165 + 18}" y="56">${title}</text>`
    )
    .join('\n');

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">This connector, the official one, ky alone and bare fetch, measured side by side</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.heading { font-size: 15px; font-weight: 600; }
.label { text-anchor: end; }
.ground { fill: #ffffff; }
.ours { fill: #07a850; }
.official { fill: #6e7fd6; }
.ky { fill: #c9a227; }
.fetch { fill: #a3abb4; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.ground { fill: #0d1117; }
.ours { fill: #2bc96f; }
.official { fill: #8b9cf0; }
.ky { fill: #d9b84a; }
.fetch { fill: #68727d; }
}
</style>
<rect class="ground" width="100%" height="100%" rx="8"/>
<text x="${labelWidth}" y="28">Shorter is better; each group has its own scale</text>
${legend}
${body}
</svg>
`;
};
