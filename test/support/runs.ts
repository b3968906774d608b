// Vitest's own: `vitest --mode full`.
const isFull = process.env.MODE === 'full';

/**
 * For fast-check: `npm test` does a few cases, `npm run test:hostile` all. `npm test` does the same
 * ones every time, and so does CI, whose answer is about the change alone. `npm run test:hostile` by
 * hand does other ones each time, and says upon a failure with which seed that happens again.
 */
export const runs = (few: number, all: number): { numRuns: number; seed?: number } => ({
  numRuns: isFull ? all : few,
  ...((!isFull || process.env.CI) && { seed: 5 }),
});
