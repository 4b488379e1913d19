import { testPairs } from './support/suite.mts';

testPairs('listingRva', 1);
