import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** In a folder of the playground: an import from outside of it, unless it begins with one of these. */
const importOnly = (folder, ...allowed) => ({
  files: [`playground/${folder}*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: String.raw`^\.\./(?!(?:${allowed.join('|') || '$'})/)`,
            message: 'The map in CONTRIBUTING.md says which folder may import which.',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['lib/', 'node_modules/', 'package/', 'reports/', '.stryker-tmp/'] },
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
  importOnly(''),
  importOnly('web/', 'logto', 'wechat', 'network', 'words'),
  importOnly('wechat/', 'network'),
  importOnly('logto/', 'network'),
  importOnly('network/'),
  importOnly('words/'),
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] }
);
