/** What the manifest of the whole project says that is true for every package made of it. */
const SHARED = ['version', 'license', 'author', 'repository', 'bugs', 'engines', 'peerDependencies'];

/** The keyword by which n8n finds community packages, and those that all packages have in common. */
const KEYWORDS = ['n8n-community-node-package', 'n8n', 'webhook', 'hmac'];

/** Where the project's pages are. */
exports.pagesOf = ({ repository }) => `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`;

/**
 * Makes the package.json of a service's package.
 *
 * @param {Record<string, any>} project the project's own package.json
 * @param {import('./services.js').Service} service
 * @param {import('./sources.js').Sources} sources
 * @returns {Record<string, unknown>}
 */
exports.manifestOf = function manifestOf(project, service, { nodes, credentials }) {
	const compiled = (file) => `dist/${file.replace(/\.ts$/, '.js')}`;
	const shared = Object.fromEntries(SHARED.map((field) => [field, project[field]]));
	return {
		name: service.name,
		description: service.description,
		...shared,
		homepage: `${exports.pagesOf(project)}${service.page}`,
		keywords: [...KEYWORDS, ...service.keywords],
		files: ['dist', 'CHANGELOG.md'],
		scripts: { lint: 'n8n-node lint' },
		n8n: {
			n8nNodesApiVersion: project.n8n.n8nNodesApiVersion,
			strict: true,
			credentials: credentials.map(compiled),
			nodes: nodes.map(compiled),
		},
	};
};
