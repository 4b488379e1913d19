const transform = {
	'^.+\\.m?ts$': [
		'@swc/jest',
		{
			jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
			module: { type: 'commonjs' },
		},
	],
};

/** @returns {import('jest').Config} a project named after the folder of its tests */
const project = (name) => ({
	displayName: name,
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform,
});

/** @type {import('jest').Config} */
module.exports = {
	projects: ['unit', 'integration', 'e2e'].map(project),
	coverageDirectory: '<rootDir>/coverage',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageReporters: ['text-summary', 'lcovonly'],
	coverageThreshold: {
		'./nodes/shared/delivery/': { branches: 100, functions: 100, lines: 100, statements: 100 },
	},
};
