import path from 'node:path';

import { cacheRoot } from './cache.mts';

/** What one n8n process is set up with. */
export type N8nSettings = {
	/** What the process is for: everything, only receiving production webhooks, or only running executions. */
	role: 'main' | 'webhook' | 'worker';
	port: number;
	/** Has n8n's community packages, its log, and the database that n8n uses unless it is told of another. */
	userFolder: string;
	/** Where providers reach this n8n, without a trailing slash. */
	webhookUrl: string;
	logLevel: 'error' | 'warn' | 'info' | 'debug';
};

// Everything that would make n8n talk to anybody but the tests.
const NO_OUTBOUND_TRAFFIC = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
	N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_AI_ENABLED: 'false',
};

// Settings that n8n otherwise warns about at every start, with the values that suit a test.
const NO_NOISE = {
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	N8N_GIT_NODE_DISABLE_BARE_REPOS: 'true',
	N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
	N8N_PYTHON_ENABLED: 'false',
	N8N_RUNNERS_TASK_TIMEOUT: '60',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES: '268435456',
	N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES: '1000',
	NO_COLOR: '1',
};

/** The environment for one n8n process. Of the caller's own it only takes what a program needs to run. */
export function n8nEnvironment(
	version: string,
	{ role, port, userFolder, webhookUrl, logLevel }: N8nSettings,
): NodeJS.ProcessEnv {
	const { PATH, HOME, TMPDIR } = process.env;
	return {
		PATH,
		HOME,
		TMPDIR,
		LANG: 'C.UTF-8',
		// n8n consists of thousands of files. Node finds here what it has compiled of them before.
		NODE_COMPILE_CACHE: path.join(cacheRoot, 'compiled'),
		...NO_OUTBOUND_TRAFFIC,
		...NO_NOISE,
		...(version.startsWith('1.')
			? { WEBHOOK_URL: `${webhookUrl}/`, N8N_RUNNERS_ENABLED: 'true', DB_SQLITE_POOL_SIZE: '10' }
			: {
					N8N_WEBHOOK_URL: `${webhookUrl}/`,
					// Downloads a list of servers at every start, and no other setting keeps it from that.
					N8N_DISABLED_MODULES: 'mcp-registry',
				}),
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		// All processes of one n8n must agree on it; what it protects here are the credentials of tests.
		N8N_ENCRYPTION_KEY: 'test-harness',
		N8N_LOG_LEVEL: logLevel,
		...(role === 'worker' && { QUEUE_HEALTH_CHECK_PORT: String(port) }),
	};
}
