import { signInOnce } from './once.js';

await signInOnce();
