// `npm run build:packages` writes a package per service into packages/, from the sources of the project: the service's nodes and
// credential, the shared code that they reach, and what npm and n8n ask for around it. The sources know nothing of this.
const path = require('node:path');
const { buildPackage } = require('./build-package.js');
const { services } = require('./services.js');

const root = path.join(__dirname, '..', '..');

async function main() {
	await Promise.all(
		services.map(async (service) => {
			const { folder, files } = await buildPackage(root, service);
			console.log(`${path.relative(root, folder)}: ${files} files of code`);
		}),
	);
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
