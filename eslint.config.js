import { readFileSync } from 'node:fs';

import { defineConfig } from 'eslint/config';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** Refuses every import whose path the pattern matches. */
const noImport = (files, regex) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex, message: 'The map in CONTRIBUTING.md says what may import what.' }] },
    ],
  },
});

/** In a folder of the playground: an import from outside of it, unless it begins with one of these. */
const importOnly = (folder, ...allowed) =>
  noImport([`playground/${folder}*.ts`], String.raw`^\.\./(?!(?:${allowed.join('|') || '$'})/)`);

/** The names of the files in each row of the map of `src/`. A row imports only from those below it. */
const rows = [
  ...readFileSync(new URL('CONTRIBUTING.md', import.meta.url), 'utf8').matchAll(
    /^\| (`\w+\.ts`[^|]*)\|/gm
  ),
].map(([, files]) => files.match(/\w+(?=\.ts)/g));

export default defineConfig(
  { ignores: ['lib/', 'node_modules/', 'package/', 'reports/', '.stryker-tmp/', '.rehearsal/'] },
  {
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: { 'simple-import-sort/imports': 'error' },
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
      '@typescript-eslint/require-await': 'off', // The kit's functions are async by type.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  // A file that is not in the map can neither import another nor be imported.
  noImport(['src/!(*.test).ts'], String.raw`^\.`),
  ...rows.map((row, index) =>
    noImport(
      row.map((name) => `src/${name}.ts`),
      String.raw`^\.(?!/(?:${rows
        .slice(index + 1)
        .flat()
        .join('|')})\.js$)`
    )
  ),
  importOnly(''),
  importOnly('web/', 'logto', 'wechat', 'words'),
  importOnly('rehearsal/', 'web', 'logto', 'wechat', 'words'),
  importOnly('wechat/', 'words'),
  importOnly('logto/', 'wechat'),
  importOnly('words/'),
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] }
);
