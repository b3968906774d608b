import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { anchorsOf, files, isRelative, linksOf, type Node, pages, parse } from './markdown.js';

/**
 * The links of a page that lead nowhere.
 *
 * @param files the repository's files, by their paths, with `/`.
 * @param pages the Markdown among them, parsed.
 */
const findBrokenLinks = (
  file: string,
  files: readonly string[],
  pages: ReadonlyMap<string, Node>
): string[] =>
  linksOf(pages.get(file) ?? { type: 'root' }).filter((url) => {
    if (!isRelative(url)) {
      return !(/^https:\/\/[^\s/]+\.[^\s/]/.test(url) && !/\s/.test(url) && URL.canParse(url));
    }

    const [pathname = '', anchor] = url.split('#').map(decodeURIComponent);
    const target = pathname ? path.posix.join(path.posix.dirname(file), pathname) : file;
    const isThere =
      files.includes(target) ||
      files.some((other) => other.startsWith(`${target.replace(/\/$/, '')}/`));
    const page = pages.get(target);

    return !isThere || (anchor !== undefined && !(page && anchorsOf(page).has(anchor)));
  });

describe('links', () => {
  it.each([...pages.keys()])('of %s lead somewhere', (file) => {
    expect(findBrokenLinks(file, files, pages)).toEqual([]);
  });

  it('that lead nowhere are found', async () => {
    const page = await parse(`# 运行 \`npm start\`!

## What's new?

## What's new?

<a id="here"></a> [a](#运行-npm-start) [b](#%E8%BF%90%E8%A1%8C-npm-start) [c](#whats-new) [d](#whats-new-1)
[e](#here) [f](#What's-new) [g](#whats-new-2) [h](../README.md) [i](../README.md#运行-npm-start)
[j](../readme.md) [k](../src) [l](../sr) [m](../../up.md) [n](../src/index.ts#main) ![o](p.svg)
[q](https://example.com/a) [r](http://example.com) [s](https://example) [t][1] <img src="u.png">

[1]: v.md

<picture><source srcset="guide.md 1x, w.svg 2x"></picture>
`);
    const broken = findBrokenLinks(
      'docs/guide.md',
      ['README.md', 'docs/guide.md', 'src/index.ts'],
      new Map([
        ['docs/guide.md', page],
        ['README.md', page],
      ])
    );

    expect(broken).toEqual([
      "#What's-new",
      '#whats-new-2',
      '../readme.md',
      '../sr',
      '../../up.md',
      '../src/index.ts#main',
      'p.svg',
      'http://example.com',
      'https://example',
      'u.png',
      'v.md',
      'w.svg',
    ]);
  });
});
