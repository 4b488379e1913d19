export { listingRvaSwitches } from './listing-rva.mts';
export type { Flow, Switch } from './switch.mts';
export { openQuestions } from './open-questions.mts';
export { vigthoriaSwitches } from './vigthoria.mts';
export { virtualStagingAiSwitches } from './virtual-staging-ai.mts';
