// `npm run release` publishes the project's own package and the smaller ones: linted, built, with provenance. It runs in GitHub
// Actions. What npm has already is left alone, so that a release that broke off can simply be run again.
const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { buildPackage } = require('./packages/build-package.js');
const { services } = require('./packages/services.js');

const root = path.join(__dirname, '..');
const isDryRun = process.env.npm_config_dry_run === 'true';

async function main() {
	if (!process.env.GITHUB_ACTIONS) {
		throw new Error(
			'n8n accepts only what GitHub Actions has published: push a version tag, or try `npm run release:dry-run`.',
		);
	}
	const packages = [];
	for (const service of services) packages.push((await buildPackage(root, service)).folder);
	for (const folder of packages) run(folder, 'npx', 'n8n-node', 'lint');

	// Lints, builds and publishes.
	if (!isPublished(root)) run(root, 'npx', 'n8n-node', 'release');
	for (const folder of packages.filter((each) => !isPublished(each))) run(folder, 'npm', 'publish');
}

/** Whether npm has this version of a package. A dry run asks nobody. */
function isPublished(folder) {
	if (isDryRun) return false;
	const { name, version } = require(path.join(folder, 'package.json'));
	const { status, stdout } = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
	// npm fails for a package that has never been published, and prints nothing for a version that has not.
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
