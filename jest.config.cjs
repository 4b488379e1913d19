const transform = {
	'^.+\\.m?ts$': [
		'@swc/jest',
		{
			jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
			module: { type: 'commonjs' },
		},
	],
};

/**
 * @param {string} name the folder of the tests
 * @param {import('jest').Config} options what differs from the other projects
 */
const project = (name, options = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform,
	...options,
});

/** The projects whose tests run on a real n8n. */
const realN8n = ['e2e', 'queue', 'faults', 'fuzz', 'ui'];

/** @type {import('jest').Config} */
module.exports = {
	// A real n8n takes its time, above all on a busy machine.
	testTimeout: process.argv.some((project) => realN8n.includes(project)) ? 120_000 : 20_000,
	projects: [
		...['unit', 'integration', ...realN8n].map((name) => project(name)),
		project('contrary', { setupFiles: ['<rootDir>/test/contrary/support/fast-clock.mts'] }),
	],
	reporters: ['default', ...(process.env.CI_COUNTS ? ['<rootDir>/test/tools/count-reporter.cjs'] : [])],
	coverageDirectory: '<rootDir>/coverage',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageReporters: ['text-summary', 'lcovonly'],
	coverageThreshold: {
		'./nodes/shared/delivery/': { branches: 100, functions: 100, lines: 100, statements: 100 },
	},
};
