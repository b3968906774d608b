import 'vitest';

/** What `vitest.config.ts` and its global setup hand to the tests. */
declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- A type cannot be added to.
  export interface ProvidedContext {
    /** The path of the packed connector. */
    tarball: string;
    /** Whether Vitest runs with `--mode full`. */
    isFull: boolean;
  }
}
