import { readFile } from 'node:fs/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import pMap from 'p-map';

import { hmacHex, sendSigned, vigthoriaSample } from '../simulator/index.mts';
import { printFigures } from '../support/figures.mts';
import {
	activateReceiver,
	createReceiver,
	openWorkbench,
	type Receiver,
	type Workbench,
} from '../support/workbench.mts';
import { mutate, mutateSignature } from './mutate.mts';
import { createRandom, type Random, seed } from './random.mts';
import { chunked, rawRequest, sendRaw } from './raw-http.mts';

const INPUTS = Number(process.env.FUZZ_REQUESTS || 5_000);
/** An authentic delivery after each so many fuzzed ones shows that n8n still works. */
const CONTROL_EVERY = 25;
const IN_FLIGHT = 12;
const HEADER = 'X-Vigthoria-Signature';

let bench: Workbench;
let receiver: Receiver;

beforeAll(async () => {
	// Without an isolate for every request, so that the inputs rather than n8n's engine are what takes the time.
	bench = await openWorkbench({ env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, logLevel: 'warn' });
	receiver = await createReceiver(bench, 'vigthoria');
	await activateReceiver(bench, 'vigthoria', receiver);
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const secret = () => bench.credentialData.vigthoria.webhookSecret;

type HeaderLine = readonly [string, string];

const contentTypes = [
	'application/json',
	'application/json; charset=utf-16',
	'application/json; charset=nonsense',
	'text/plain',
	'text/xml',
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'application/octet-stream',
	'',
];

/** A body and how it is encoded. The signature is never one that fits what n8n decodes. */
function encoded(body: Buffer, random: Random): { bytes: Buffer; lines: HeaderLine[] } {
	return random.pick([
		() => ({ bytes: body, lines: [] }),
		() => ({ bytes: body, lines: [] }),
		() => ({ bytes: gzipSync(body), lines: [['Content-Encoding', 'gzip']] as HeaderLine[] }),
		() => ({ bytes: gzipSync(body).subarray(0, 20), lines: [['Content-Encoding', 'gzip']] as HeaderLine[] }),
		() => ({ bytes: body, lines: [['Content-Encoding', 'gzip']] as HeaderLine[] }),
		() => ({ bytes: deflateSync(body), lines: [['Content-Encoding', 'deflate']] as HeaderLine[] }),
		() => ({ bytes: brotliCompressSync(body), lines: [['Content-Encoding', 'br']] as HeaderLine[] }),
		() => ({ bytes: gzipSync(gzipSync(body)), lines: [['Content-Encoding', 'gzip, gzip']] as HeaderLine[] }),
		() => ({ bytes: body, lines: [['Content-Encoding', 'x-unknown']] as HeaderLine[] }),
	])();
}

/** How long the body claims to be. */
function framed(bytes: Buffer, random: Random): { bytes: Buffer; lines: HeaderLine[]; isCutOff?: boolean } {
	const length: HeaderLine = ['Content-Length', String(bytes.length)];
	if (random.chance(0.8)) return { bytes, lines: [length] };
	return random.pick<() => { bytes: Buffer; lines: HeaderLine[]; isCutOff?: boolean }>([
		() => ({ bytes: chunked(bytes, 1 + random.below(64)), lines: [['Transfer-Encoding', 'chunked']] }),
		() => ({ bytes, lines: [['Transfer-Encoding', 'chunked']], isCutOff: true }),
		() => ({ bytes: chunked(bytes, 16), lines: [length, ['Transfer-Encoding', 'chunked']] }),
		() => ({ bytes, lines: [['Content-Length', String(bytes.length + 5)]], isCutOff: true }),
		() => ({ bytes, lines: [['Content-Length', '1']] }),
		() => ({ bytes, lines: [length, ['Content-Length', '0']] }),
		() => ({ bytes, lines: [['Content-Length', '-1']] }),
		() => ({ bytes, lines: [] }),
	])();
}

/** Lines for a signature that is not that of the body. */
function forgedLines(original: Buffer, sent: Buffer, random: Random): HeaderLine[] {
	const ofOriginal = hmacHex(original, secret());
	const changed = Buffer.compare(original, sent) !== 0 && !sameJson(original, sent);
	const signature = changed && random.chance(0.5) ? ofOriginal : hmacHex(sent, 'guessed');
	const header = random.chance(0.4) ? mutateSignature(signature, random) : signature;
	const values = header === undefined ? [] : [header].flat();
	const name = random.pick([HEADER, HEADER.toLowerCase(), HEADER.toUpperCase()]);
	const lines = values.map((value): HeaderLine => [name, value.replace(/[\r\n]/g, '')]);
	return random.chance(0.1) ? [...lines, ['X-Webhook-Signature', ofOriginal], [HEADER, '']] : lines;
}

/** A body that only looks different may carry the signature of the original. */
function sameJson(one: Buffer, other: Buffer): boolean {
	try {
		return (
			JSON.stringify(JSON.parse(one.toString())) === JSON.stringify(JSON.parse(other.toString().replace(/^\ufeff/, '')))
		);
	} catch {
		return false;
	}
}

function forgedRequest(path: string, random: Random): { request: Buffer; isCutOff: boolean } {
	const original = Buffer.from(JSON.stringify(vigthoriaSample('generation.completed')));
	const huge = random.chance(0.004);
	const body = huge ? hugeBody(random) : random.chance(0.8) ? mutate(original, random) : original;
	const content = encoded(body, random);
	const frame = framed(content.bytes, random);
	const type = random.pick(contentTypes);
	const request = rawRequest(
		random.chance(0.95) ? path : `${path}${random.pick(['/', '?a=1', '%00', '/../webhook', '?__proto__[x]=1'])}`,
		[
			...(type === '' ? [] : [['Content-Type', type] as const]),
			...content.lines,
			...frame.lines,
			...forgedLines(original, body, random),
			...(random.chance(0.1) ? [['X-Padding', 'p'.repeat(random.below(20_000))] as const] : []),
		],
		frame.bytes,
		random.chance(0.97) ? 'POST' : random.pick(['PUT', 'PATCH', 'DELETE', 'GET', 'HEAD', 'BREW']),
	);
	return { request, isCutOff: frame.isCutOff ?? false };
}

const hugeBody = (random: Random) =>
	random.pick([
		() => Buffer.from(`{"padding":"${'x'.repeat(4_000_000)}"}`),
		() => Buffer.from('['.repeat(2_000_000)),
		() => Buffer.from(`${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`),
		() => Buffer.from(`{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":${index}`).join()}}`),
		() => Buffer.alloc(17 * 1024 * 1024, 0x20),
	])();

/** What a request was and what n8n said to it, without what differs from one request to the next. */
function kindOf(request: Buffer, answer: string): string {
	const [head] = request.toString('latin1').split('\r\n\r\n', 1);
	const told = ['content-type', 'content-encoding', 'transfer-encoding'].map(
		(name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '-',
	);
	return `${head.split(' ', 1)[0]} ${told.join(' | ')}: ${answer.replace(/\d+/g, '0').slice(0, 100)}`;
}

/** MB that n8n's process occupies. */
async function memoryInUse(): Promise<number> {
	const status = await readFile(`/proc/${bench.n8n.pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

it(
	`starts nothing for ${INPUTS.toLocaleString('en')} hostile requests to a running n8n, which goes on working`,
	async () => {
		const random = createRandom(seed);
		const { port, pathname } = new URL(receiver.url);
		const statuses: Record<string, number> = {};
		const serverErrors: Record<string, number> = {};
		const accepted: string[] = [];
		const controls: Array<{ id: string; status: number | null }> = [];
		const memory: number[] = [];

		const sendOne = async (index: number) => {
			const { request, isCutOff } = forgedRequest(pathname, random);
			const { status, body } = await sendRaw(Number(port), request, isCutOff);
			statuses[String(status)] = (statuses[String(status)] ?? 0) + 1;
			if (status !== null && status >= 500) {
				const kind = kindOf(request, body);
				serverErrors[kind] = (serverErrors[kind] ?? 0) + 1;
			}
			if (status !== null && status < 300) {
				accepted.push(`${status} ${body.slice(0, 100)} to ${request.subarray(0, 600).toString('latin1')}`);
			}
			if (index % CONTROL_EVERY !== 0) return;
			const event = vigthoriaSample('generation.completed');
			const attempt = await sendSigned({
				provider: 'vigthoria',
				url: receiver.url,
				body: event,
				secret: secret(),
				timeoutMs: 30_000,
			});
			controls.push({ id: String(event.id), status: attempt.status });
			memory.push(await memoryInUse());
		};
		await pMap(Array(INPUTS).keys(), sendOne, { concurrency: IN_FLIGHT });

		const executions = await bench.client.waitForExecutions(receiver.workflow.id, controls.length, {
			timeoutMs: 60_000,
		});
		const middle = Math.floor(memory.length / 2);
		const figures = {
			deliveries: INPUTS + controls.length,
			lost: controls.length - controls.filter(({ status }) => status === 200).length,
			duplicated: Math.max(0, executions.length - controls.length),
			forgedAccepted: accepted.length,
		};
		printFigures(`HTTP fuzz, seed ${seed}`, figures, {
			authentic: controls.length,
			'answers by status': JSON.stringify(statuses),
			'MB of memory, first half at the most': Math.round(Math.max(...memory.slice(0, middle))),
			'second half at the most': Math.round(Math.max(...memory.slice(middle))),
		});
		for (const [kind, count] of Object.entries(serverErrors)) process.stdout.write(`${count} × ${kind}\n`);
		expect(accepted).toEqual([]);
		expect(controls.filter(({ status }) => status !== 200)).toEqual([]);
		expect(executions.filter(({ status }) => status !== 'success').length).toBe(0);
		expect(executions.length).toBe(controls.length);
		expect(await bench.n8n.readLog()).not.toMatch(/uncaught|unhandled|heap out of memory/i);
		expect(Math.max(...memory.slice(middle))).toBeLessThan(Math.max(...memory.slice(0, middle)) * 1.25 + 50);
	},
	15 * 60_000,
);
