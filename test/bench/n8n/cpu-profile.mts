import CDP from 'chrome-remote-interface';

import { waitUntil } from '../../harness/sleep.mts';

type CpuProfile = Awaited<ReturnType<CDP.Client['Profiler']['stop']>>['profile'];

/**
 * Profiles a Node process while some work is done.
 * @param port where its inspector listens once it is asked to: the `--inspect-port` that it was started with
 * @returns the work's result, and milliseconds of the main thread by part, as `partOf` names the parts, the longest first
 */
export async function profile<T>(
	pid: number,
	port: number,
	work: () => Promise<T>,
): Promise<{ result: T; parts: Map<string, number> }> {
	process.kill(pid, 'SIGUSR1');
	const connect = async () => await CDP({ host: '127.0.0.1', port }).catch(() => undefined);
	const inspector = await waitUntil(connect, { what: 'the inspector' });
	try {
		await inspector.Profiler.enable();
		// Microseconds between two samples.
		await inspector.Profiler.setSamplingInterval({ interval: 500 });
		await inspector.Profiler.start();
		const result = await work();
		const { profile: measured } = await inspector.Profiler.stop();
		return { result, parts: timesByPart(measured) };
	} finally {
		await inspector.close();
	}
}

/** What Node and V8 do counts for whoever called it: an HMAC for the file that asked for it. */
function timesByPart({ nodes, samples = [], timeDeltas = [] }: CpuProfile): Map<string, number> {
	const parts = new Map<number, string>();
	const callers = new Map<number, string>();
	// V8 lists a function before those that it calls.
	for (const { id, callFrame, children = [] } of nodes) {
		const part = partOf(callFrame, callers.get(id) ?? 'Node.js');
		parts.set(id, part);
		for (const child of children) callers.set(child, part);
	}
	const totals = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const part = parts.get(id) ?? 'Node.js';
		totals.set(part, (totals.get(part) ?? 0) + timeDeltas[index] / 1_000);
	}
	totals.delete('idle');
	return new Map([...totals].sort(([, one], [, other]) => other - one));
}

function partOf({ functionName, url }: { functionName: string; url: string }, caller: string): string {
	if (functionName === '(idle)') return 'idle';
	if (functionName === '(garbage collector)') return 'garbage collection';
	if (url === '' || url.startsWith('node:')) return caller;
	if (url.includes('/node_modules/n8n-nodes-ai-media-webhooks/')) return 'this package';
	if (/\/node_modules\/(@n8n\/typeorm|sqlite3)\//.test(url)) return 'the database, TypeORM and SQLite';
	if (/\/node_modules\/(n8n|n8n-core|n8n-workflow|n8n-nodes-base|@n8n\/[\w-]+)\/(?!.*node_modules\/)/.test(url))
		return 'n8n itself';
	return 'other libraries of n8n';
}
