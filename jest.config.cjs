// Packages that npm has only as ES modules: they are compiled for Jest too.
const OCTOKIT = '@octokit/webhooks-methods';
const esModules = ['p-map', 'get-port', 'jose', OCTOKIT];

/**
 * @param {string} name the folder of the tests
 * @param {import('jest').Config} options what differs from the other projects
 * @returns {import('jest').Config}
 */
const project = (name, options = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: {
		'\\.(m?ts|js)$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
	// Its package.json has no entry that Jest finds.
	moduleNameMapper: { [`^${OCTOKIT}$`]: `<rootDir>/node_modules/${OCTOKIT}/dist-node/index.js` },
	...options,
});

/** @type {import('jest').Config} */
module.exports = {
	testTimeout: 60_000,
	projects: [
		project('unit'),
		project('integration'),
		project('packages'),
		project('contrary', { setupFiles: ['<rootDir>/test/contrary/support/fast-clock.mts'] }),
		...['e2e', 'queue', 'faults', 'fuzz', 'ui'].map((name) =>
			// Jest reads testTimeout for all projects at once.
			project(name, { setupFilesAfterEnv: ['<rootDir>/test/support/timeouts.cjs'] }),
		),
	],
	reporters: ['default', ...(process.env.CI_COUNTS ? ['<rootDir>/test/tools/count-reporter.cjs'] : [])],
	coverageDirectory: '<rootDir>/coverage',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageReporters: ['text-summary', 'lcovonly'],
	coverageThreshold: {
		'./nodes/': { lines: 95 },
		'./nodes/shared/delivery/': { branches: 100, functions: 100, lines: 100, statements: 100 },
		'./nodes/shared/tokens/': { branches: 100, functions: 100, lines: 100, statements: 100 },
	},
};
