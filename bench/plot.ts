import { names } from './contenders.js';
import { type Section, titles } from './report.js';

const width = 800;
const labelWidth = 250;
const barWidth = 360;
const barHeight = 16;
const gap = 14;

/**
 * The figures as a bar chart in SVG. Each measure has its own scale: its longest bar has the full
 * width. The chart has a ground of its own, and so can be read on a light and on a dark page.
 */
export const drawPlot = (sections: readonly Section[]): string => {
  const parts: string[] = [];
  let y = 80;

  for (const { question, rows } of sections) {
    y += gap;
    parts.push(`<text class="heading" x="${labelWidth}" y="${y}">${question}</text>`);
    y += gap;

    for (const { measure, cells } of rows) {
      const lengths = Object.values(cells).flatMap(({ bar }) => bar ?? []);
      const middle = y + (lengths.length * barHeight) / 2 + 3;

      // Not every measure has bars.
      if (lengths.length === 0) continue;

      parts.push(`<text class="label" x="${labelWidth - 12}" y="${middle}">${measure}</text>`);

      for (const [name, { bar = 0, text }] of Object.entries(cells)) {
        const length = Math.max(2, Math.round((bar / Math.max(...lengths)) * barWidth));

        parts.push(
          `<rect class="${name}" x="${labelWidth}" y="${y}" width="${length}" height="${barHeight - 3}" rx="2"/>`,
          `<text x="${labelWidth + length + 8}" y="${y + barHeight - 6}">${text}</text>`
        );
        y += barHeight;
      }

      y += gap;
    }

    y += gap;
  }

  const legend = names.map((name, index) => {
    const x = labelWidth + index * 165;

    return `<rect class="${name}" x="${x}" y="46" width="12" height="12" rx="2"/>
<text x="${x + 18}" y="56">${titles[name]}</text>`;
  });
  const height = y - gap;

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">This connector, the official one and bare fetch, measured side by side</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.heading { font-size: 15px; font-weight: 600; }
.label { text-anchor: end; }
.ground { fill: #ffffff; }
.ours { fill: #07a850; }
.official { fill: #6e7fd6; }
.fetch { fill: #a3abb4; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .ground { fill: #0d1117; } }
</style>
<rect class="ground" width="100%" height="100%" rx="8"/>
<text x="${labelWidth}" y="28">Each measure has its own scale</text>
${[...legend, ...parts].join('\n')}
</svg>
`;
};
