import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const pico = createRequire(import.meta.url).resolve('@picocss/pico/css/pico.jade.min.css');
const shared = path.join(import.meta.dirname, 'shared.css');

/**
 * A style sheet: Pico's for plain HTML, what all pages here change of it, and what some add.
 *
 * @param own the file with the latter.
 */
export const readStyles = (own: string): string =>
  [pico, shared, own].map((file) => readFileSync(file, 'utf8')).join('\n');
