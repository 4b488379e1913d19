import { type IExecuteFunctions, sleep } from 'n8n-workflow';

import { parseAddress } from '../util/ip-address';
import { createThrottle } from '../util/throttle';

/** Any context of a node. */
type LogContext = Pick<IExecuteFunctions, 'getNode' | 'getWorkflow' | 'logger'>;

/** A flood of forged deliveries must not become a flood of log lines. */
const repeats = createThrottle(10_000);

/** Number of lines that all nodes of this process write within {@link WINDOW_MS}. */
const MAX_LINES = 10;

const WINDOW_MS = 1_000;

/** The times of the latest lines in epoch milliseconds, the oldest first. */
let written: number[] = [];

/** Number of lines left out since then. */
let leftOut = 0;

/**
 * Writes a warning to n8n's log: at most once in ten seconds per node and kind, and at most ten lines a second for all
 * nodes of this process. A second later, one more line gives the number of lines left out. n8n's text format prints only
 * the message, so the message names the node, the workflow and the sender.
 *
 * @param kind groups warnings that are limited together
 * @param text the warning, without names
 * @param options `sender`: the address of a delivery's sender, as n8n sees it
 */
export function warn(
	context: LogContext,
	kind: string,
	text: string,
	{ sender = '' }: { sender?: string | undefined } = {},
): void {
	const node = context.getNode();
	const { id } = context.getWorkflow();
	if (!repeats.allows(`${id}:${node.id}:${kind}`)) return;
	if (leftOut > 0 || !hasRoom()) {
		leftOut += 1;
		if (leftOut === 1) void tellLeftOut(context);
		return;
	}
	// Behind a proxy, the address is unchecked text from a header.
	const from = parseAddress(sender) === null ? '' : `, sender ${sender}`;
	write(context, `${node.name} (workflow ${id}${from}): ${text}`, { workflowId: id, nodeName: node.name });
}

function hasRoom(): boolean {
	const now = Date.now();
	// Times in the future are from before the system clock was set back.
	written = written.filter((time) => time <= now && now - time < WINDOW_MS);
	return written.length < MAX_LINES;
}

function write({ logger }: LogContext, line: string, fields: Record<string, string | undefined> = {}): void {
	written.push(Date.now());
	logger.warn(line, fields);
}

async function tellLeftOut(context: LogContext): Promise<void> {
	await sleep(WINDOW_MS);
	write(context, `And ${leftOut} more warnings of webhook nodes in the last second.`);
	leftOut = 0;
}
