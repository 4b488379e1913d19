import { type IExecuteFunctions, type INodeExecutionData, type IWebhookFunctions, sleep } from 'n8n-workflow';

import { perKeyCache } from '../util/per-key-cache';
import { nodeKey } from '../n8n/node-key';

/** An event that waits for an execution to carry it. */
interface Waiter {
	item: INodeExecutionData;
	/** The size of the body that the event came in. */
	bytes: number;
	/** Called once it is known whether n8n has stored the execution that carries the event. */
	settle: (stored: boolean) => void;
}

/** What becomes of a delivery. */
export type Turn =
	/** It starts an execution with the items of all that it carries, its own the first, and reports its end. */
	| { role: 'leader'; items: INodeExecutionData[]; ended: (stored: boolean) => void }
	/** Another delivery's execution carries it. Not stored: that failed or took too long, or too much waited already. */
	| { role: 'follower'; stored: boolean };

/** Groups the deliveries of one node. */
interface GroupCommit {
	/**
	 * @param item what the execution gets for the delivery
	 * @param settle gets to know, at once or later, whether n8n has stored an execution with the item
	 * @param bytes the size of the delivery's body
	 * @returns when the delivery has to start an execution or can be answered
	 */
	join(item: INodeExecutionData, settle: (stored: boolean) => void, bytes: number): Promise<Turn>;
	/** @param items what an execution that n8n runs in this process was started with */
	executionStarted(items: readonly INodeExecutionData[]): void;
}

interface GroupCommitOptions {
	/** How many items an execution gets at the most. */
	maxItems?: number;
	/** How large the bodies of an execution are together at the most. One that is larger has its own execution. */
	maxBytes?: number;
	/** How many deliveries wait at the most. */
	maxWaiting?: number;
	/** How large the bodies of those that wait are together at the most. One waits, however large it is. */
	maxWaitingBytes?: number;
	/** Milliseconds after which an execution that n8n has not stored is no longer waited for. */
	giveUpAfter?: number;
	pause?: (milliseconds: number) => Promise<void>;
	/** Epoch milliseconds. */
	now?: () => number;
}

const MEGABYTE = 1_000_000;

/** Milliseconds between two checks of how far n8n is with the execution. */
const WATCH_INTERVAL_MS = 1_000;

/**
 * Makes a group commit, as databases have it: while n8n stores and starts the execution of one delivery, others wait,
 * and the next execution carries them all, in the order of their arrival. At low load nothing waits; under load one
 * stored execution acknowledges many deliveries.
 *
 * The start counts where executions run in this process, which the first one shows: n8n 1 stores an execution between
 * its answer and the start, and n8n 2 builds an expression isolate there. It is waited for two seconds at the most,
 * since an execution may fail before its first node, or wait for its turn.
 */
export function createGroupCommit({
	maxItems = 250,
	maxBytes = 16 * MEGABYTE,
	maxWaiting = 2_000,
	maxWaitingBytes = 64 * MEGABYTE,
	giveUpAfter = 30_000,
	pause = sleep,
	now = Date.now,
}: GroupCommitOptions = {}): GroupCommit {
	interface Waiting extends Waiter {
		resolve: (turn: Turn) => void;
	}
	interface Execution {
		since: number;
		followers: Waiting[];
		/** n8n has answered its delivery. */
		ended: boolean;
		/** n8n has started it, or will not do so in this process. */
		started: boolean;
	}
	const waiting: Waiting[] = [];
	/** The execution that n8n is storing or starting. */
	let current: Execution | null = null;
	/** By the first event of each. n8n passes the very object on to an execution in the same process. */
	const executions = new WeakMap<object, Execution>();
	let runsHere = false;
	let watching = false;

	/** How many of those that wait fit into one execution. */
	const groupSize = () => {
		let [size, bytes] = [0, 0];
		for (const waiter of waiting) {
			bytes += waiter.bytes;
			if (size === maxItems || (size > 0 && bytes > maxBytes)) break;
			size += 1;
		}
		return size;
	};

	const startNext = () => {
		const [leader, ...followers] = waiting.splice(0, groupSize());
		if (leader === undefined) current = null;
		else leader.resolve(lead(leader, followers));
	};

	const hasRoomFor = (bytes: number) => {
		const waitingBytes = waiting.reduce((sum, waiter) => sum + waiter.bytes, 0);
		return waiting.length === 0 || (waiting.length < maxWaiting && waitingBytes + bytes <= maxWaitingBytes);
	};

	const startNextAfter = (execution: Execution) => {
		if (current === execution && execution.ended && execution.started) startNext();
	};

	const lead = (leader: Waiter, followers: Waiting[]): Turn => {
		const execution: Execution = { since: now(), followers, ended: false, started: !runsHere };
		current = execution;
		executions.set(leader.item.json, execution);
		if (!watching) void watch();
		const batch = [leader, ...followers];
		return {
			role: 'leader',
			items: batch.map(({ item }) => item),
			ended(stored) {
				for (const { settle } of batch) settle(stored);
				resolveFollowers(execution, stored);
				execution.ended = true;
				if (!stored) execution.started = true;
				startNextAfter(execution);
			},
		};
	};

	const resolveFollowers = (execution: Execution, stored: boolean) => {
		for (const { resolve } of execution.followers) resolve({ role: 'follower', stored });
		execution.followers = [];
	};

	/** When n8n is at its concurrency limit, the execution waits. Answer its followers 503 so that they are sent again. */
	const watch = async () => {
		watching = true;
		while (current !== null) {
			const execution: Execution = current;
			await pause(WATCH_INTERVAL_MS);
			if (current !== execution || (!execution.ended && now() - execution.since < giveUpAfter)) continue;
			resolveFollowers(execution, false);
			startNext();
		}
		watching = false;
	};

	return {
		async join(item, settle, bytes) {
			if (current === null) return lead({ item, settle, bytes }, []);
			if (!hasRoomFor(bytes)) {
				settle(false);
				return { role: 'follower', stored: false };
			}
			return await new Promise((resolve) => {
				waiting.push({ item, settle, bytes, resolve });
			});
		},
		executionStarted([first]) {
			const execution = first && executions.get(first.json);
			if (execution === undefined) return;
			runsHere = true;
			execution.started = true;
			startNextAfter(execution);
		},
	};
}

const groups = perKeyCache(() => createGroupCommit());

/** @returns the group commit of a node in this process */
export const groupCommitOf = (context: IExecuteFunctions | IWebhookFunctions): GroupCommit =>
	groups.get(nodeKey(context));
