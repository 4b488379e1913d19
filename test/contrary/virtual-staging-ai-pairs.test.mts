import { testPairs } from './support/suite.mts';

testPairs('virtualStagingAi', 1);
