import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import getPort from 'get-port';
import { request } from 'undici';

import { type N8nSettings, n8nEnvironment } from './n8n-environment.mts';
import { type InstalledN8n, ensureN8n } from './n8n-install.mts';
import { waitUntil } from './sleep.mts';
import { type SupervisedProcess, startSupervised } from './supervised-process.mts';
import { createUserFolder } from './user-folder.mts';

/** How to start an n8n. A given user folder, with its packages and its database, is never deleted. */
export type StartOptions = Partial<N8nSettings> & {
	/** The community package, or packages, to install in a new user folder; else the package under test. */
	tarball?: string | readonly string[];
	/** Comes on top of the harness's own environment. */
	env?: Record<string, string>;
};

const COMMANDS = { main: ['start'], webhook: ['webhook'], worker: ['worker', '--concurrency=10'] };
/** What the REST API and the editor answer with, once they are there. */
const EDITOR = { '/rest/settings': '"data"', '/': '<div id="app"' };
const LAST_LINES = 40;
const START_TIMEOUT_MS = 240_000;

/**
 * Starts an n8n and waits until it answers health checks, its REST API answers, and its editor is served.
 * It ends with the process that started it, however that one ends.
 * @throws Error with the end of its log when it ends early or does not become ready.
 */
export async function startN8n(options: StartOptions = {}): Promise<N8nInstance> {
	const n8n = await ensureN8n();
	const { tarball, env, role = 'main', logLevel = 'info' } = options;
	const { userFolder = await createUserFolder(tarball), port = await getPort({ host: '127.0.0.1' }) } = options;
	const { webhookUrl = `http://127.0.0.1:${port}` } = options;
	const settings = { role, port, userFolder, webhookUrl, logLevel };
	const instance = new N8nInstance(n8n, settings, env, options.userFolder === undefined);
	try {
		await instance.start();
		return instance;
	} catch (error) {
		await instance.dispose();
		throw error;
	}
}

/** One running n8n process. */
export class N8nInstance {
	readonly url: string;
	readonly version: string;
	private readonly logFile: string;
	private process: SupervisedProcess | undefined;

	constructor(
		private readonly n8n: InstalledN8n,
		private readonly settings: N8nSettings,
		private readonly env: Record<string, string> | undefined,
		private readonly ownsUserFolder: boolean,
	) {
		const { port, role, userFolder } = settings;
		this.url = `http://127.0.0.1:${port}`;
		this.version = n8n.version;
		this.logFile = path.join(userFolder, `${role}-${port}.log`);
	}

	/** The id of n8n's process. */
	get pid(): number {
		if (this.process === undefined) throw new Error('n8n is not running');
		return this.process.pid;
	}

	/** Starts it after a `stop()` or `kill()`, on the same port, with the same data; `env` is for this start only. */
	async start(env: Record<string, string> = {}): Promise<void> {
		const { bin, node, version } = this.n8n;
		const N8N_RUNNERS_BROKER_PORT = String(await getPort({ host: '127.0.0.1' }));
		this.process = await startSupervised(node, [bin, ...COMMANDS[this.settings.role]], {
			cwd: this.settings.userFolder,
			logFile: this.logFile,
			env: { ...n8nEnvironment(version, this.settings), N8N_RUNNERS_BROKER_PORT, ...this.env, ...env },
		});
		await this.untilReady();
	}

	/** Everything that it has printed so far, over all restarts. */
	async readLog(): Promise<string> {
		return await readFile(this.logFile, 'utf8').catch(() => '');
	}

	/** Asks it to end, which lets running executions finish, and kills it after ten seconds. */
	async stop(): Promise<void> {
		await this.process?.stop();
		this.process = undefined;
	}

	/** Ends it at once, with everything it has started. */
	async kill(): Promise<void> {
		await this.process?.kill();
		this.process = undefined;
	}

	/** Stops it and removes what was created for it. `KEEP_N8N=1` leaves the user folder for a look at it. */
	async dispose(): Promise<void> {
		await this.stop();
		if (this.ownsUserFolder && !process.env.KEEP_N8N) {
			await rm(this.settings.userFolder, { recursive: true, force: true, maxRetries: 3 });
		}
	}

	private async untilReady(): Promise<void> {
		const probe = async () => {
			if (this.process?.exitCode !== undefined) throw new Error(`It ended with exit code ${this.process.exitCode}`);
			return (await this.isReady()) || undefined;
		};
		try {
			await waitUntil(probe, { timeoutMs: START_TIMEOUT_MS, what: 'its answers' });
		} catch (error) {
			const end = (await this.readLog()).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
			await this.kill();
			const what = `n8n ${this.version} (${this.settings.role}) did not start`;
			throw new Error(`${what}: ${(error as Error).message}. Its log ends with:\n${end}`, { cause: error });
		}
	}

	private async isReady(): Promise<boolean> {
		const expected = { '/healthz/readiness': '', ...(this.settings.role === 'main' && EDITOR) };
		for (const [where, content] of Object.entries(expected)) {
			const answer = request(this.url + where, { reset: true });
			const read = answer.then(async ({ statusCode, body }) => (await body.text()).includes(content) && statusCode === 200);
			if (!(await read.catch(() => false))) return false;
		}
		return true;
	}
}
