import { testPairs } from './support/suite.mts';

testPairs('vigthoria', 1);
