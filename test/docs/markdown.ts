import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { ParserOptions } from 'prettier';
import { parsers } from 'prettier/plugins/markdown';

/** The repository's documents, as trees of Markdown. */

/** What the tests use of a node of Markdown's syntax tree (mdast). */
export type Node = {
  type: string;
  depth?: number;
  value?: string;
  url?: string;
  children?: Node[];
};

export type Section = { heading: Node; blocks: Node[] };

export const root = path.join(import.meta.dirname, '../..');
export const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

export const parse = async (markdown: string): Promise<Node> =>
  (await parsers.markdown.parse(markdown, {} as ParserOptions)) as Node;

/** A node and all in it, in the order of the text. */
export const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)];

export const textOf = (node: Node): string =>
  walk(node)
    .map(({ type, value = '' }) => (type === 'html' ? '' : value))
    .join('');

export const codeTermsOf = (node: Node): string[] =>
  walk(node).flatMap(({ type, value = '' }) => (type === 'inlineCode' ? [value] : []));

const attributes = (html: string, names: string): string[] =>
  [...html.matchAll(new RegExp(`\\s(?:${names})\\s*=\\s*(["'])(.*?)\\1`, 'gi'))].map(
    ([, , value = '']) => value
  );

/** Where a node leads, whether Markdown says so or HTML. */
export const linksOf = (node: Node): string[] =>
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

export const isRelative = (url: string): boolean => !/^[a-z][a-z\d+.-]*:|^\/\//i.test(url);

export const sectionsOf = ({ children = [] }: Node): Section[] =>
  children.reduce<Section[]>((sections, block) => {
    if (block.type === 'heading') {
      return [...sections, { heading: block, blocks: [] }];
    }

    sections.at(-1)?.blocks.push(block);

    return sections;
  }, []);

/** The anchors that GitHub gives a page: a slug for each heading, and what HTML names. */
export const anchorsOf = (page: Node): Set<string> => {
  const nodes = walk(page);
  const slugs = nodes
    .filter(({ type }) => type === 'heading')
    .map((heading) =>
      textOf(heading)
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
        .replaceAll(' ', '-')
    );

  return new Set([
    ...slugs.map((slug, index) => {
      const count = slugs.slice(0, index).filter((other) => other === slug).length;

      return count > 0 ? `${slug}-${count}` : slug;
    }),
    ...nodes.flatMap(({ type, value = '' }) =>
      type === 'html' ? attributes(value, 'id|name') : []
    ),
  ]);
};

/** All files but git's own and those in folders that git ignores, by their paths, with `/`. */
const ignored = new Set(['.git', ...(read('.gitignore').match(/(?<=^\/).+(?=\/$)/gm) ?? [])]);
const listFiles = (directory: string): string[] =>
  readdirSync(path.join(root, directory), { withFileTypes: true })
    .map((entry) => ({ entry, file: path.posix.join(directory, entry.name) }))
    .filter(({ file }) => !ignored.has(file))
    .flatMap(({ entry, file }) => (entry.isDirectory() ? listFiles(file) : [file]));

export const files = listFiles('.');
export const pages = new Map(
  await Promise.all(
    files
      .filter((file) => file.endsWith('.md'))
      .map(async (file) => [file, await parse(read(file))] as const)
  )
);
export const pageOf = (file: string): Node => {
  const page = pages.get(file);

  if (!page) {
    throw new Error(`There is no ${file}.`);
  }

  return page;
};
