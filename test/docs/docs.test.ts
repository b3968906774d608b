import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import type { ParserOptions } from 'prettier';
import { parsers } from 'prettier/plugins/markdown';
import { describe, expect, it } from 'vitest';

import { defaultMetadata } from '../../src/constant.js';
import { accessTokenEndpoint, refreshTokenEndpoint, userInfoEndpoint } from '../../src/endpoint.js';

/** What the checks use of a node of Markdown's syntax tree (mdast). */
type Node = {
  type: string;
  depth?: number;
  value?: string;
  url?: string;
  children?: Node[];
};

type Section = { heading: Node; blocks: Node[] };

const root = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const parse = async (markdown: string): Promise<Node> =>
  (await parsers.markdown.parse(markdown, {} as ParserOptions)) as Node;

/** A node and all in it, in the order of the text. */
const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)];

const textOf = (node: Node): string =>
  walk(node)
    .map(({ type, value = '' }) => (type === 'html' ? '' : value))
    .join('');

const codeTermsOf = (node: Node): string[] =>
  walk(node).flatMap(({ type, value = '' }) => (type === 'inlineCode' ? [value] : []));

const attributes = (html: string, names: string): string[] =>
  [...html.matchAll(new RegExp(`\\s(?:${names})\\s*=\\s*(["'])(.*?)\\1`, 'gi'))].map(
    ([, , value = '']) => value
  );

/** Where a node leads, whether Markdown says so or HTML. */
const linksOf = (node: Node): string[] =>
  walk(node).flatMap(({ type, url, value = '' }) =>
    type === 'html'
      ? [
          ...attributes(value, 'href|src'),
          ...attributes(value, 'srcset').flatMap((set) =>
            set.split(',').map((candidate) => candidate.trim().replace(/\s.*/s, ''))
          ),
        ]
      : url === undefined
        ? []
        : [url]
  );

const isRelative = (url: string): boolean => !/^[a-z][a-z\d+.-]*:|^\/\//i.test(url);

const sectionsOf = ({ children = [] }: Node): Section[] =>
  children.reduce<Section[]>((sections, block) => {
    if (block.type === 'heading') {
      return [...sections, { heading: block, blocks: [] }];
    }

    sections.at(-1)?.blocks.push(block);

    return sections;
  }, []);

/** The anchors that GitHub gives a page: a slug for each heading, and what HTML names. */
const anchorsOf = (page: Node): Set<string> => {
  const anchors = new Set<string>();

  for (const node of walk(page)) {
    if (node.type === 'html') {
      for (const name of attributes(node.value ?? '', 'id|name')) {
        anchors.add(name);
      }
    }

    if (node.type === 'heading') {
      const slug = textOf(node)
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
        .replaceAll(' ', '-');
      let anchor = slug;

      for (let count = 1; anchors.has(anchor); count++) {
        anchor = `${slug}-${count}`;
      }

      anchors.add(anchor);
    }
  }

  return anchors;
};

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

/** All files but git's own and those in folders that git ignores, by their paths, with `/`. */
const ignored = new Set(['.git', ...(read('.gitignore').match(/^[^#\n]+(?=\/$)/gm) ?? [])]);
const listFiles = (directory: string): string[] =>
  readdirSync(path.join(root, directory), { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name))
    .flatMap((entry) => {
      const file = path.posix.join(directory, entry.name);

      return entry.isDirectory() ? listFiles(file) : [file];
    });

const files = listFiles('.');
const pages = new Map(
  await Promise.all(
    files
      .filter((file) => file.endsWith('.md'))
      .map(async (file) => [file, await parse(read(file))] as const)
  )
);
const pageOf = (file: string): Node => {
  const page = pages.get(file);

  if (!page) {
    throw new Error(`There is no ${file}.`);
  }

  return page;
};

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

describe('commands', () => {
  const checkedLines = read('.ci/run')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line));

  /** With the same arguments; more may follow after `--`. A clean checkout installs by `npm ci`. */
  const isRunByCi = (command: string): boolean => {
    const words = command.replace(/^npm install$/, 'npm ci').replaceAll(/[^\w ]/g, '\\$&');

    return checkedLines.some((line) => new RegExp(`(?:^|\\s)${words}(?:\\s+--.*)?$`).test(line));
  };

  it.each([
    ['README.md', 'Run'],
    ['README.md', 'Test'],
    ['README.zh-CN.md', '运行'],
    ['README.zh-CN.md', '测试'],
  ])('of %s, %s, are run by .ci/run', (file, title) => {
    const { children = [] } = pageOf(file);
    const start = children.findIndex(
      (block) => block.type === 'heading' && textOf(block) === title
    );
    const end = children.findIndex(
      ({ depth = Infinity }, index) => index > start && depth <= (children[start]?.depth ?? 0)
    );
    const blocks = start === -1 ? [] : children.slice(start, end === -1 ? undefined : end);
    const commands = [
      ...blocks.flatMap(({ type, value = '' }) => (type === 'code' ? value.split('\n') : [])),
      ...blocks.flatMap(codeTermsOf).filter((term) => /^(?:npm|npx|node) /.test(term)),
    ]
      .flatMap((line) => line.replace(/(?:^|\s)#.*/, '').split('&&'))
      .map((command) => command.trim())
      .filter(Boolean);

    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !isRunByCi(command))).toEqual([]);
  });
});

const guide = 'docs/setup.md';
const translations = ['zh-CN', 'de', 'es', 'fr', 'ru'].map((tag) => `docs/setup.${tag}.md`);
const guides = [guide, ...translations];

/** The line that names the guide in other languages. */
const isLanguageLine = (block: Node): boolean => {
  const names = [...linksOf(block), ...codeTermsOf(block)];

  return (
    names.length > 0 && names.every((name) => /^(?:docs\/)?setup(?:\.[\w-]+)?\.md$/.test(name))
  );
};

const guideSectionsOf = (file: string): Section[] =>
  sectionsOf(pageOf(file)).map(({ heading, blocks }) => ({
    heading,
    blocks: blocks.filter((block) => !isLanguageLine(block)),
  }));

/** What a block is, and how many items or rows and cells it has. */
const shapeOf = ({ type, children = [] }: Node): string =>
  [
    type,
    ...(type === 'list' ? [children.length] : []),
    ...(type === 'table' ? children.map((row) => row.children?.length) : []),
  ].join(' ');

const tableRowsOf = (file: string): Node[] =>
  walk(pageOf(file)).filter(({ type }) => type === 'tableRow');

describe.each(translations)('%s', (file) => {
  const sections = guideSectionsOf(guide);
  const translated = guideSectionsOf(file);

  it('has the same headings in the same order, and under each the same blocks', () => {
    const outline = (of: Section[]) =>
      of.map(({ heading, blocks }) => [heading.depth, ...blocks.map(shapeOf)]);

    expect(outline(translated)).toEqual(outline(sections));
  });

  it('has the same code terms and links in each section', () => {
    const terms = (of: Section[]) =>
      of.map(({ blocks }) => ({
        terms: blocks.flatMap(codeTermsOf).sort(),
        links: blocks.flatMap(linksOf).sort(),
      }));

    expect(terms(translated)).toEqual(terms(sections));
  });

  it('has the Chinese of the screen in each section', () => {
    const missing = sections.flatMap(({ blocks }, index) => {
      const text = translated[index]?.blocks.map(textOf).join('\n') ?? '';
      const chinese =
        blocks
          .map(textOf)
          .join('\n')
          .match(/\p{Script=Han}+/gu) ?? [];

      return chinese.filter((words) => !text.includes(words));
    });

    expect(missing).toEqual([]);
  });

  it('leads to the other languages', () => {
    const links = linksOf(pageOf(file)).filter(isRelative);

    expect(links.sort()).toEqual(
      guides
        .filter((other) => other !== file)
        .map((other) => path.posix.basename(other))
        .sort()
    );
  });
});

describe(guide, () => {
  it('has nothing that the Console cannot show: no picture, HTML or relative link', () => {
    const nodes = walk(pageOf(guide));

    expect(nodes.filter(({ type }) => /^(?:image|imageReference|html)$/.test(type))).toEqual([]);
    expect(linksOf(pageOf(guide)).filter(isRelative)).toEqual([]);
  });

  it('names the other languages', () => {
    expect(
      codeTermsOf(pageOf(guide))
        .filter((term) => term.startsWith('docs/'))
        .sort()
    ).toEqual([...translations].sort());
  });

  /** The connector's own words in its errors; `…` stands for what differs from case to case. */
  const source = ['index', 'utils'].map((name) => read(`src/${name}.ts`)).join('\n');
  const raised = [
    ...source.matchAll(
      /(?:errorDescription:|failure:|ConnectorErrorCodes\.\w+,)\s*(['`])(.+?)\1/gs
    ),
  ].map(([, , words = '']) => words);
  const quoted = codeTermsOf(pageOf(guide))
    .filter((term) => term.includes(' '))
    .map((term) => term.split('…').map((part) => part.trim()));

  it('quotes every error that the connector words', () => {
    expect(raised.length).toBeGreaterThan(0);
    expect(
      raised.filter((words) => !quoted.some((parts) => parts.every((part) => words.includes(part))))
    ).toEqual([]);
  });

  it('quotes no error that the connector does not word', () => {
    expect(
      quoted.filter((parts) => !raised.some((words) => parts.every((part) => words.includes(part))))
    ).toEqual([]);
  });

  it('names every code that the connector throws', () => {
    const codes = [...source.matchAll(/ConnectorErrorCodes\.(\w+)/g)].map(
      ([, name]) => `connector.${ConnectorErrorCodes[name as keyof typeof ConnectorErrorCodes]}`
    );

    expect(codeTermsOf(pageOf(guide))).toEqual(expect.arrayContaining(codes));
  });
});

describe.each(guides)('%s', (file) => {
  it('explains each errcode under the error that the connector makes of it', () => {
    const known = [accessTokenEndpoint, refreshTokenEndpoint, userInfoEndpoint].flatMap(
      ({ errcodes }) => [...errcodes].map(([errcode, code]) => `connector.${code} ${errcode}`)
    );
    const explained: string[] = [];
    let current = '';

    for (const row of tableRowsOf(file)) {
      // A row without a code goes on about the one above.
      current = codeTermsOf(row).find((term) => term.startsWith('connector.')) ?? current;
      explained.push(
        ...[...textOf(row).matchAll(/(?<!\d)[45]\d{4}(?!\d)/g)].map(
          ([errcode]) => `${current} ${errcode}`
        )
      );
    }

    expect(
      [...new Set(explained)].filter((entry) => !entry.startsWith('connector.general')).sort()
    ).toEqual([...new Set(known)].sort());
  });

  it('speaks of every field of the form, and quotes the same page of WeChat’s', () => {
    const text = textOf(pageOf(file));
    const items = defaultMetadata.formItems ?? [];
    const names = items.flatMap(({ label, description = '' }) => [
      label,
      ...[...description.matchAll(/“(.*?)”/g)].map(([, words = '']) => words),
    ]);

    expect(items.length).toBeGreaterThan(0);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });
});
