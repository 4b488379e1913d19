import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import getPort from 'get-port';
import { request } from 'undici';
import type { DatabaseConnection } from './database.mts';
import { type N8nRole, type QueueConnection, n8nEnvironment } from './n8n-environment.mts';
import { type InstalledN8n, chosenN8nVersion, ensureN8n } from './n8n-install.mts';
import { sleep } from './sleep.mts';
import { SupervisedProcess } from './supervised-process.mts';
import { createUserFolder } from './user-folder.mts';

/** How to start an n8n. */
export type StartOptions = {
	/** Else the one that `N8N_VERSION` names, else the current one. */
	version?: string;
	/** The community package, or packages, to install in a new user folder. */
	tarball?: string | readonly string[];
	/** Comes on top of the harness's own environment. */
	env?: Record<string, string>;
	/** An existing user folder, with its packages and its database; it is never deleted. */
	userFolder?: string;
	port?: number;
	role?: N8nRole;
	/** A PostgreSQL database; else n8n uses SQLite in its user folder. */
	database?: DatabaseConnection;
	queue?: QueueConnection;
	/** Where providers reach this n8n, without a trailing slash; else its own address. */
	webhookUrl?: string;
	logLevel?: 'error' | 'warn' | 'info' | 'debug';
	/** How long it may take to become ready, in milliseconds. */
	timeoutMs?: number;
};

const COMMANDS: Record<N8nRole, string[]> = { main: ['start'], webhook: ['webhook'], worker: ['worker', '--concurrency=10'] };
const LAST_LINES = 40;

/**
 * Starts an n8n and waits until it answers health checks, its REST API answers, and its editor is served.
 * It ends with the process that started it, however that one ends.
 * @throws Error with the end of its log when it ends early or does not become ready.
 */
export async function startN8n(options: StartOptions = {}): Promise<N8nInstance> {
	const n8n = await ensureN8n(options.version ?? chosenN8nVersion());
	const userFolder = options.userFolder ?? (await createUserFolder(options.tarball, n8n.node));
	const port = options.port ?? (await getPort({ host: '127.0.0.1' }));
	const instance = new N8nInstance(n8n, userFolder, port, options);
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
	readonly logFile: string;
	readonly version: string;
	private process: SupervisedProcess | undefined;

	constructor(
		private readonly n8n: InstalledN8n,
		readonly userFolder: string,
		readonly port: number,
		private readonly options: StartOptions,
	) {
		this.url = `http://127.0.0.1:${port}`;
		this.version = n8n.version;
		this.logFile = path.join(userFolder, `${this.role}-${port}.log`);
	}

	/** The id of n8n's process. */
	get pid(): number {
		if (this.process === undefined) throw new Error('n8n is not running');
		return this.process.pid;
	}

	/** Starts it after a `stop()` or `kill()`, on the same port, with the same data; `env` is for this start only. */
	async start(env: Record<string, string> = {}): Promise<void> {
		const { database, queue, webhookUrl = this.url, logLevel = 'info' } = this.options;
		const { node, bin, version } = this.n8n;
		this.process = await SupervisedProcess.start(node, [bin, ...COMMANDS[this.role]], {
			cwd: this.userFolder,
			logFile: this.logFile,
			env: {
				...n8nEnvironment({
					version,
					role: this.role,
					port: this.port,
					brokerPort: await getPort({ host: '127.0.0.1' }),
					userFolder: this.userFolder,
					webhookUrl,
					database,
					queue,
					logLevel,
				}),
				...this.options.env,
				...env,
			},
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
		if (this.options.userFolder === undefined && !process.env.KEEP_N8N) {
			await rm(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
		}
	}

	private get role(): N8nRole {
		return this.options.role ?? 'main';
	}

	private async untilReady(): Promise<void> {
		const { timeoutMs = 240_000 } = this.options;
		const deadline = Date.now() + timeoutMs;
		while (!(await this.isReady())) {
			const { exitCode } = this.process ?? {};
			if (exitCode !== undefined) throw await this.failure(`ended with exit code ${exitCode}`);
			if (Date.now() > deadline) throw await this.failure(`was not ready after ${timeoutMs / 1000} s`);
			await sleep(100);
		}
	}

	private async isReady(): Promise<boolean> {
		if (!(await this.answers('/healthz/readiness'))) return false;
		if (this.role !== 'main') return true;
		return (
			(await this.answers('/rest/settings', '"data"')) && (await this.answers('/', '<div id="app"'))
		);
	}

	private async answers(where: string, including = ''): Promise<boolean> {
		try {
			const { statusCode, body } = await request(this.url + where, { reset: true });
			const text = await body.text();
			return statusCode === 200 && text.includes(including);
		} catch {
			return false;
		}
	}

	private async failure(what: string): Promise<Error> {
		const end = (await this.readLog()).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
		await this.kill();
		return new Error(`n8n ${this.version} (${this.role}) ${what}. Its log ends with:\n${end}`);
	}
}
