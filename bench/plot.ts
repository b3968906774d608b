import { names } from './contenders.js';
import { type Results, sectionsOf, titles } from './report.js';

const width = 800;
const labelWidth = 250;
const barWidth = 360;
const barHeight = 16;

/**
 * The figures as a bar chart in SVG. Each measure has its own scale: its longest bar has the full
 * width. The chart has a ground of its own, and so can be read on a light and on a dark page.
 */
export const drawPlot = (results: Results): string => {
  const parts: string[] = [];
  let y = 60;

  for (const { question, rows } of sectionsOf(results)) {
    y += 30;
    parts.push(`<text class="heading" x="${labelWidth}" y="${y}">${question}</text>`);
    y += 15;

    for (const { measure, cells } of rows) {
      const bars = names.flatMap((name) => {
        const { bar, text = '' } = cells[name] ?? {};

        return bar === undefined ? [] : { name, bar, text };
      });
      const longest = Math.max(...bars.map(({ bar }) => bar));

      if (bars.length > 0) {
        const middle = y + (bars.length * barHeight) / 2 + 3;

        parts.push(`<text class="label" x="${labelWidth - 12}" y="${middle}">${measure}</text>`);
      }

      for (const { name, bar, text } of bars) {
        const length = Math.max(2, Math.round((bar / longest) * barWidth));

        parts.push(
          `<rect class="${name}" x="${labelWidth}" y="${y}" width="${length}" height="${barHeight - 3}" rx="2"/>`,
          `<text x="${labelWidth + length + 8}" y="${y + barHeight - 6}">${text}</text>`
        );
        y += barHeight;
      }
    }
  }

  const legend = names.map((name, index) => {
    const x = 60 + index * 165;

    return `<rect class="${name}" x="${x}" y="46" width="12" height="12" rx="2"/>
<text x="${x + 18}" y="56">${titles[name]}</text>`;
  });
  const height = y + 20;

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
<text x="${labelWidth}" y="28">Shorter is better; each measure has its own scale</text>
${[...legend, ...parts].join('\n')}
</svg>
`;
};
