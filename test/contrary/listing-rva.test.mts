import { testEveryReading } from './support/suite.mts';

testEveryReading('listingRva');
