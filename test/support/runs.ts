// Vitest's own: `vitest --mode full`.
const isFull = process.env.MODE === 'full';

/**
 * For fast-check: `npm test` does a little, `npm run test:hostile` all. `npm test` does the same every time, and so does CI, whose answer is about the
 * change alone. `npm run test:hostile` by hand does other things each time, and says upon a failure
 * with which seed that happens again.
 */
export const runs = (little: number, all: number): { numRuns: number; seed?: number } => ({
  numRuns: isFull ? all : little,
  ...((!isFull || process.env.CI) && { seed: 5 }),
});
