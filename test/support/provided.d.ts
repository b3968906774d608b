import 'vitest';

/** What Vitest's global setup hands to the tests. */
declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- A type cannot be added to.
  export interface ProvidedContext {
    /** The path of the packed connector. */
    tarball: string;
  }
}
