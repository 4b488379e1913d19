const { appendFileSync } = require('node:fs');

/**
 * A Jest reporter that appends "<passed> <failed>" to the file that the environment variable CI_COUNTS names.
 * A test file that could not even be loaded counts as one failed test. Skipped tests are neither.
 */
module.exports = class CountReporter {
	onRunComplete(_contexts, results) {
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
		const failed = numFailedTests + numRuntimeErrorTestSuites;
		appendFileSync(process.env.CI_COUNTS, `${numPassedTests} ${failed}\n`);
	}
};
