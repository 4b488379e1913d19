export { listingRvaSwitches } from './listing-rva.mts';
export { openQuestions } from './open-questions.mts';
export type { Flow, Switch } from './readings.mts';
export { vigthoriaSwitches } from './vigthoria.mts';
export { virtualStagingAiSwitches } from './virtual-staging-ai.mts';
