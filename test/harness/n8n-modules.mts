import { createRequire } from 'node:module';
import path from 'node:path';
import type { InstalledN8n } from './n8n-install.mts';

/**
 * Loads a package that n8n brings along (its database and Redis clients), so that the harness needs none of its own.
 * The caller says what type the package has.
 */
export function requireFromN8n<T>({ root }: InstalledN8n, name: string): T {
	const requireThere = createRequire(path.join(root, 'node_modules', 'n8n', 'package.json'));
	return requireThere(name) as T;
}
