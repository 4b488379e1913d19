// `npm run release:packages` publishes the packages of the services, as `n8n-node release` has just published the project's own:
// linted, built, with provenance. A version that npm has already is left alone, so that a release that broke off can go on.
const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { buildPackage } = require('./build-package.js');
const { services } = require('./services.js');

const root = path.join(__dirname, '..', '..');
const isDryRun = process.env.npm_config_dry_run === 'true';

async function main() {
	if (!process.env.GITHUB_ACTIONS) {
		throw new Error('n8n accepts only packages that GitHub Actions has published: push a version tag instead, or try `npm run release:dry-run`.');
	}
	const packages = [];
	for (const service of services) packages.push(await buildPackage(root, service));
	for (const { folder } of packages) run(folder, 'npx', 'n8n-node', 'lint');
	for (const { folder } of packages) if (!isPublished(folder)) run(folder, 'npm', 'publish');
}

/** Whether npm has this version. A dry run asks nobody. */
function isPublished(folder) {
	if (isDryRun) return false;
	const { name, version } = require(path.join(folder, 'package.json'));
	const { status, stdout } = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
	// npm fails for a package that has never been published, and prints nothing for an unknown version.
	return status === 0 && stdout.trim() === version;
}

function run(folder, command, ...args) {
	const env = { ...process.env, RELEASE_MODE: 'true', NPM_CONFIG_PROVENANCE: 'true' };
	execFileSync(command, args, { cwd: folder, env, stdio: 'inherit' });
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
