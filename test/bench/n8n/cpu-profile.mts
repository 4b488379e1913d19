import { WebSocket, request } from 'undici';

import { waitUntil } from '../../harness/sleep.mts';

/** What V8's sampling profiler returns. Source: Chrome DevTools Protocol, domain Profiler. */
interface CpuProfile {
	nodes: Array<{ id: number; callFrame: { functionName: string; url: string }; children?: number[] }>;
	/** Ids of nodes, in the order of time. */
	samples: number[];
	/** Microseconds before each sample. */
	timeDeltas: number[];
}

/** Milliseconds between two samples. */
const INTERVAL = 0.5;

/**
 * Profiles a Node process while something happens to it.
 *
 * @param pid the process
 * @param port where its inspector listens once it is asked to: the `--inspect-port` that it was started with
 * @param work what happens meanwhile
 * @returns milliseconds of the main thread by part, as `partOf` names the parts
 */
export async function profile(
	pid: number,
	port: number,
	work: () => Promise<void>,
): Promise<Map<string, number>> {
	process.kill(pid, 'SIGUSR1');
	const address = await waitUntil(async () => await debuggerAddress(port), { what: 'the inspector' });
	const inspector = await openInspector(address);
	try {
		await inspector.call('Profiler.enable');
		await inspector.call('Profiler.setSamplingInterval', { interval: INTERVAL * 1_000 });
		await inspector.call('Profiler.start');
		await work();
		const { profile } = (await inspector.call('Profiler.stop')) as { profile: CpuProfile };
		return timesByPart(profile);
	} finally {
		inspector.close();
	}
}

async function debuggerAddress(port: number): Promise<string | undefined> {
	try {
		const { body } = await request(`http://127.0.0.1:${port}/json/list`);
		const [target] = (await body.json()) as Array<{ webSocketDebuggerUrl: string }>;
		return target?.webSocketDebuggerUrl;
	} catch {
		return undefined;
	}
}

async function openInspector(address: string) {
	const socket = new WebSocket(address);
	const answers = new Map<number, (result: unknown) => void>();
	socket.addEventListener('message', ({ data }) => {
		const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
		if (id !== undefined) answers.get(id)?.(result);
	});
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener('open', () => resolve());
		socket.addEventListener('error', () => reject(new Error('The inspector refused the connection')));
	});
	let last = 0;
	return {
		call: async (method: string, params = {}) =>
			await new Promise<unknown>((resolve) => {
				last += 1;
				answers.set(last, resolve);
				socket.send(JSON.stringify({ id: last, method, params }));
			}),
		close: () => socket.close(),
	};
}

/** What Node and V8 do counts for whoever called it: an HMAC for the file that asked for it. */
function timesByPart({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parts = new Map<number, string>();
	const visit = (id: number, caller: string) => {
		const node = byId.get(id);
		if (node === undefined) return;
		const part = partOf(node.callFrame, caller);
		parts.set(id, part);
		for (const child of node.children ?? []) visit(child, part);
	};
	visit(nodes[0].id, 'Node.js');

	const totals = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const part = parts.get(id) ?? 'Node.js';
		if (part !== 'idle') totals.set(part, (totals.get(part) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
	}
	return totals;
}

function partOf({ functionName, url }: { functionName: string; url: string }, caller: string): string {
	if (functionName === '(idle)') return 'idle';
	if (functionName === '(garbage collector)') return 'garbage collection';
	if (url === '' || url.startsWith('node:')) return caller;
	if (url.includes('/node_modules/n8n-nodes-ai-media-webhooks/')) return 'this package';
	if (/\/node_modules\/(@n8n\/typeorm|sqlite3)\//.test(url)) return 'the database, TypeORM and SQLite';
	if (/\/node_modules\/(n8n|n8n-core|n8n-workflow|n8n-nodes-base|@n8n\/[\w-]+)\/(?!.*node_modules\/)/.test(url)) return 'n8n itself';
	return 'other libraries of n8n';
}
