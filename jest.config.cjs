// Packages that npm has only as ES modules: they are compiled for Jest too.
const esModules = ['p-map', 'get-port'];

/**
 * @param {string} name the folder of the tests
 * @param {number} testTimeout milliseconds
 * @returns {import('jest').Config}
 */
const project = (name, testTimeout) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	testTimeout,
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: {
		'\\.(m?ts|js)$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
});

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		...['unit', 'integration'].map((name) => project(name, 20_000)),
		// A real n8n takes its time, above all on a busy machine.
		...['e2e', 'queue', 'faults', 'fuzz', 'ui'].map((name) => project(name, 120_000)),
	],
	reporters: ['default', ...(process.env.CI_COUNTS ? ['<rootDir>/test/tools/count-reporter.cjs'] : [])],
	coverageDirectory: '<rootDir>/coverage',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageReporters: ['text-summary', 'lcovonly'],
	coverageThreshold: {
		'./nodes/': { lines: 95 },
		'./nodes/shared/delivery/': { branches: 100, functions: 100, lines: 100, statements: 100 },
	},
};
