// What `npm run test:ui` does before Jest. It looks for a browser first: where none is there, it says so at once.
import { findBrowser } from './support/browser.mts';

console.log(`The browser is ${findBrowser()}`);
await import('../harness/prepare.mts');
