import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { startN8n } from '../harness/n8n-instance.mts';
import { createUserFolder } from '../harness/user-folder.mts';
import { startSimulator } from '../simulator/index.mts';
import { furnish, PACKAGE, type Workbench } from '../support/workbench.mts';

/** Milliseconds after which the package under test gives a provider's answer up, instead of half a minute. */
export const PATIENCE = 1_000;

/**
 * A workbench whose n8n runs the package with one number changed: how long it waits for a provider. Otherwise each
 * provider that never answers would cost a test minutes.
 */
export async function openFaultsBench(): Promise<Workbench> {
	const userFolder = await createUserFolder();
	await shortenPatience(userFolder);
	const simulator = await startSimulator();
	const n8n = await startN8n({ userFolder });
	return await furnish(n8n, simulator, async () => {
		await n8n.dispose();
		if (!process.env.KEEP_N8N) await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	});
}

async function shortenPatience(userFolder: string): Promise<void> {
	const installed = path.join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE, 'dist', 'nodes');
	const file = path.join(installed, 'shared', 'index.js');
	const code = await readFile(file, 'utf8');
	// The bundle has the number in place of REQUEST_TIMEOUT_MS of nodes/shared/http/client.ts.
	const hurried = code.replace(/(?<=function requestLimits\(context, timeout = )3e4(?=\))/, String(PATIENCE));
	if (hurried === code) throw new Error(`${file} has no request timeout in requestLimits() that could be shortened`);
	await writeFile(file, hurried);
}
