import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { runCommand } from '../harness/command.mts';
import { inRepository } from '../harness/paths.mts';

/** What the packages are made of; `CHANGELOG.md` and the like go into them as well. */
const PARTS = [
	'build',
	'credentials',
	'nodes',
	'docs',
	'package.json',
	'gulpfile.js',
	'tsconfig.json',
	'eslint.config.mjs',
	'CHANGELOG.md',
	'LICENSE.md',
];

/** What has a package of its own: its folder in nodes/, and the package's name. */
export interface Service {
	folder: string;
	name: string;
	title: string;
	sample?: { sender: string };
}

const load = createRequire(inRepository('package.json'));

/** The services, as the build knows them. */
export const { services } = load('./build/packages/services.js') as { services: readonly Service[] };

/** Packages of services. */
export type ServicePackages = Awaited<ReturnType<typeof buildServicePackages>>;

/**
 * Builds the services' packages in a copy of the project, which stays as it is. Returns the copy, and the packages' folders by name.
 * @throws what the compiler says, or an error that names the part that is missing
 */
export async function buildServicePackages() {
	const root = await mkdtemp(path.join(os.tmpdir(), 'service-packages-'));
	for (const part of PARTS) await cp(inRepository(part), path.join(root, part), { recursive: true });
	await symlink(inRepository('node_modules'), path.join(root, 'node_modules'));
	await runCommand(process.execPath, [inRepository('node_modules', 'gulp', 'bin', 'gulp.js'), 'packages'], {
		cwd: root,
	});
	const folders = new Map(services.map(({ name }) => [name, path.join(root, 'packages', name)]));
	return { root, folders, remove: async () => await rm(root, { recursive: true }) };
}
