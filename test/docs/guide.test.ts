import { readdirSync } from 'node:fs';
import path from 'node:path';

import { ConnectorErrorCodes } from '@logto/connector-kit';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { defaultMetadata } from '../../src/constant.js';
import { failures } from '../../src/errors.js';
import {
  anchorsOf,
  codeTermsOf,
  linksOf,
  type Node,
  pageOf,
  read,
  root,
  type Section,
  sectionsOf,
  textOf,
} from './markdown.js';

const guide = 'docs/setup.md';
const translations = ['zh-CN', 'de', 'es', 'fr', 'ru'].map((tag) => `docs/setup.${tag}.md`);
const guides = [guide, ...translations];

const isGuide = (link: string): boolean => /^setup(?:\.[\w-]+)?\.md$/.test(link);

/** The line that names the guide in other languages. */
const isLanguageLine = (block: Node): boolean => {
  const links = linksOf(block);

  return links.length > 0 && links.every(isGuide);
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

/** The strings of a TypeScript file, each as it stands, with `…` for what a template fills in. */
const stringsOf = (source: string): string[] => {
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      strings.push(node.text);
    }

    if (ts.isTemplateExpression(node)) {
      strings.push(
        [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
      );
    }

    ts.forEachChild(node, visit);
  };

  visit(ts.createSourceFile('', source, ts.ScriptTarget.Latest));

  return strings;
};

/** Logto's codes that the text of a section names, its tables left out. */
const codesOf = (blocks: Node[]): string[] =>
  blocks
    .filter(({ type }) => type !== 'table')
    .flatMap(codeTermsOf)
    .filter((term) => term.startsWith('connector.'));

describe.each(translations)('%s', (file) => {
  const sections = guideSectionsOf(guide);
  const translated = guideSectionsOf(file);

  it('has the same headings in the same order, and under each the same blocks', () => {
    const outline = (of: Section[]) =>
      of.map(({ heading, blocks }) => [heading.depth, ...blocks.map(shapeOf)]);

    expect(outline(translated)).toEqual(outline(sections));
  });

  it('has the same code terms and links in each section', () => {
    const terms = (of: Section[], page: string) => {
      const anchors = [...anchorsOf(pageOf(page))];
      /**
       * A link within the guide, as the number of the section that it leads to. A page of WeChat's may be
       * the Chinese one.
       */
      const toTarget = (link: string) =>
        link.startsWith('#')
          ? `#${anchors.indexOf(link.slice(1))}`
          : link.replace(/\?lang=en$/, '');

      return of.map(({ blocks }) => ({
        terms: blocks.flatMap(codeTermsOf).sort(),
        links: blocks.flatMap(linksOf).map(toTarget).sort(),
      }));
    };

    expect(terms(translated, file)).toEqual(terms(sections, guide));
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
});

describe(guide, () => {
  const sources = readdirSync(path.join(root, 'src'))
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => read(`src/${name}`));
  /** The connector's own words in its errors; `…` stands for what differs from case to case. */
  const raised = sources
    .flatMap(stringsOf)
    .filter((text) => /^[A-Z\p{Script=Han}].* /u.test(text))
    .filter((text) => !JSON.stringify(defaultMetadata).includes(text));
  /** What the guards say of a value, after its key. */
  const reasons = stringsOf(read('src/types.ts')).filter((text) => /^[a-z]+ /.test(text));
  const sentences = codeTermsOf(pageOf(guide)).filter((term) => term.includes(' '));
  const quotedReasons = sentences.filter((term) => /^[a-z]/.test(term));
  const quoted = sentences
    .filter((term) => !quotedReasons.includes(term))
    .map((term) => term.split('…').map((part) => part.trim()));
  /** Here it is the connector that leaves out what differs. */
  const isQuotedAs = (reason: string) => (term: string) =>
    reason.split('…').every((part) => term.includes(part));

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

  it('quotes every reason for which a setting is refused, and no other', () => {
    const ofAnswersAlone = ['is longer than … characters', 'not a JSON object'];

    expect(new Set(reasons.filter((reason) => !quotedReasons.some(isQuotedAs(reason))))).toEqual(
      new Set(ofAnswersAlone)
    );
    expect(
      quotedReasons.filter((term) => !reasons.some((reason) => isQuotedAs(reason)(term)))
    ).toEqual([]);
  });

  it('names every code that the connector throws', () => {
    const code = sources.join();
    const codes = Object.entries(ConnectorErrorCodes)
      .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
      .map(([, value]) => `connector.${value}`);

    expect(codeTermsOf(pageOf(guide))).toEqual(expect.arrayContaining(codes));
  });
});

describe.each(guides)('%s', (file) => {
  it('leads to the other languages', () => {
    const links = linksOf(pageOf(file)).filter(isGuide);

    expect(links.sort()).toEqual(
      guides
        .filter((other) => other !== file)
        .map((other) => path.posix.basename(other))
        .sort()
    );
  });

  it('explains each errcode under the error that the connector makes of it', () => {
    const isSpecific = (entry: string) => !entry.startsWith('connector.general');
    const known = failures
      .filter(([failure]) => failure > 1000) // The others are -1 and HTTP statuses.
      .map(([errcode, code]) => `connector.${code} ${errcode}`);
    const explained = guideSectionsOf(file).flatMap(({ blocks }) =>
      blocks
        .filter(({ type }) => type === 'table')
        .flatMap((table) => [...textOf(table).matchAll(/(?<!\d)[45]\d{4}(?!\d)/g)])
        .map(([errcode]) => `${codesOf(blocks).join()} ${errcode}`)
    );

    expect([...new Set(explained)].filter(isSpecific).sort()).toEqual(
      [...new Set(known)].filter(isSpecific).sort()
    );
  });

  it('speaks of every field of the form', () => {
    const text = textOf(pageOf(file));
    const labels = (defaultMetadata.formItems ?? []).map(({ label }) => label);

    expect(labels.length).toBeGreaterThan(0);
    expect(labels.filter((label) => !text.includes(label))).toEqual([]);
  });
});
