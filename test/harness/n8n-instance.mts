import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import getPort from 'get-port';
import { request } from 'undici';

import { type N8nSettings, n8nEnvironment } from './n8n-environment.mts';
import { ensureN8n } from './n8n-install.mts';
import { waitUntil } from './sleep.mts';
import { type SupervisedProcess, startSupervised } from './supervised-process.mts';
import { createUserFolder } from './user-folder.mts';

/** How to start an n8n. A given user folder, with its packages and its database, is never deleted. */
export type StartOptions = Partial<N8nSettings> & {
	/** The community packages to install in a new user folder; else the package under test. */
	tarballs?: readonly string[];
	/** Comes on top of the harness's own environment. */
	env?: Record<string, string>;
};

/** One running n8n process. */
export type N8nInstance = Awaited<ReturnType<typeof startN8n>>;

const COMMANDS = { main: ['start'], webhook: ['webhook'], worker: ['worker', '--concurrency=10'] };
/** What the REST API and the editor answer with, once they are there. */
const EDITOR = { '/rest/settings': '"data"', '/': '<div id="app"' };
const LAST_LINES = 40;
const START_TIMEOUT_MS = 240_000;

const freePort = async (): Promise<number> => await getPort({ host: '127.0.0.1' });

/**
 * Starts an n8n and waits until it answers health checks, its REST API answers, and its editor is served.
 * It ends with the process that started it, however that one ends.
 * @throws Error with the end of its log when it ends early or does not become ready.
 */
export async function startN8n(options: StartOptions = {}) {
	const { node, bin, version } = await ensureN8n();
	const { tarballs, role = 'main', logLevel = 'info' } = options;
	const { userFolder = await createUserFolder(tarballs), port = await freePort() } = options;
	const url = `http://127.0.0.1:${port}`;
	const settings = { role, port, userFolder, webhookUrl: options.webhookUrl ?? url, logLevel };
	const logFile = path.join(userFolder, `${role}-${port}.log`);
	let running: SupervisedProcess | undefined;

	const instance = {
		url,
		version,
		/** The id of n8n's process. */
		get pid() {
			if (running === undefined) throw new Error('n8n is not running');
			return running.pid;
		},
		/** Starts it after a `stop()` or `kill()`, on the same port, with the same data; `env` is for this start only. */
		async start(env: Record<string, string> = {}): Promise<void> {
			const ownEnv = { ...n8nEnvironment(version, settings), N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
			const supervised = await startSupervised(node, [bin, ...COMMANDS[role]], {
				cwd: userFolder,
				logFile,
				env: { ...ownEnv, ...options.env, ...env },
			});
			running = supervised;
			const probe = async () => {
				if (supervised.hasEnded()) throw new Error('It ended');
				return (await isReady(url, role)) || undefined;
			};
			await waitUntil(probe, { timeoutMs: START_TIMEOUT_MS, what: 'its answers' }).catch(async (error: Error) => {
				const end = (await instance.readLog()).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
				await instance.kill();
				throw new Error(`n8n ${version} (${role}) did not start: ${error.message}. Its log ends with:\n${end}`);
			});
		},
		/** Everything that it has printed so far, over all restarts. */
		readLog: async (): Promise<string> => await readFile(logFile, 'utf8'),
		/** Asks it to end, which lets running executions finish, and kills it after ten seconds. */
		stop: async (): Promise<void> => await running?.stop(),
		/** Ends it at once, with everything it has started. */
		kill: async (): Promise<void> => await running?.kill(),
		/** Stops it and removes what was created for it. `KEEP_N8N=1` leaves the user folder for a look at it. */
		async dispose(): Promise<void> {
			await running?.stop();
			if (options.userFolder !== undefined || process.env.KEEP_N8N) return;
			await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
		},
	};
	try {
		await instance.start();
		return instance;
	} catch (error) {
		await instance.dispose();
		throw error;
	}
}

async function isReady(url: string, role: N8nSettings['role']): Promise<boolean> {
	const expected = { '/healthz/readiness': '', ...(role === 'main' && EDITOR) };
	for (const [where, content] of Object.entries(expected)) {
		const answer = request(url + where, { reset: true });
		const read = answer.then(
			async ({ statusCode, body }) => (await body.text()).includes(content) && statusCode === 200,
		);
		if (!(await read.catch(() => false))) return false;
	}
	return true;
}
