import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { anchorsOf, files, isRelative, linksOf, type Node, pages, parse } from './markdown.js';

/** The links of a page that lead nowhere. */
const findBrokenLinks = (file: string, page: Node): string[] =>
  linksOf(page).filter((url) => {
    if (!isRelative(url)) {
      return !(/^https:\/\/[^\s/]+\.[^\s/]/.test(url) && !/\s/.test(url) && URL.canParse(url));
    }

    const [pathname = '', anchor] = url.split('#').map(decodeURIComponent);
    const target = pathname ? path.posix.join(path.posix.dirname(file), pathname) : file;
    const folder = `${target.replace(/\/$/, '')}/`;
    const isThere = files.some((other) => other === target || other.startsWith(folder));
    const targetPage = target === file ? page : pages.get(target);

    return !isThere || (anchor !== undefined && !(targetPage && anchorsOf(targetPage).has(anchor)));
  });

describe('links', () => {
  it.each([...pages])('of %s lead somewhere', (file, page) => {
    expect(findBrokenLinks(file, page)).toEqual([]);
  });

  it('that lead nowhere are found', async () => {
    const page = await parse(`# 运行 \`npm start\`!

## What's new?

## What's new?

<a id="here"></a> [a](#运行-npm-start) [b](#%E8%BF%90%E8%A1%8C-npm-start) [c](#whats-new) [d](#whats-new-1)
[e](#here) [f](#What's-new) [g](#whats-new-2) [h](../README.md) [i](../README.md#try-it)
[j](../readme.md) [k](../src) [l](../sr) [m](../../up.md) [n](../src/index.ts#main) ![o](p.svg)
[q](https://example.com/a) [r](http://example.com) [s](https://example) [t][1] <img src="u.png">

[1]: v.md

<picture><source srcset="setup.md 1x, w.svg 2x"></picture>
`);

    expect(findBrokenLinks('docs/setup.md', page)).toEqual([
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
