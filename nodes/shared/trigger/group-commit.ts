import { type IExecuteFunctions, type INodeExecutionData, type IWebhookFunctions, sleep } from 'n8n-workflow';

import { perKeyCache } from '../util/per-key-cache';
import { nodeKey } from '../n8n/node-key';

/** An event that waits for an execution to carry it. */
interface Waiter {
	item: INodeExecutionData;
	/** Called once it is known whether n8n has stored the execution that carries the event. */
	settle: (stored: boolean) => void;
}

/** What becomes of a delivery. */
export type Turn =
	/** It starts an execution with the items of all that it carries, its own the first, and reports its end. */
	| { role: 'leader'; items: INodeExecutionData[]; ended: (stored: boolean) => void }
	/** Another delivery's execution carries it. Not stored: that failed or took too long, or too many waited already. */
	| { role: 'follower'; stored: boolean };

/** Groups the deliveries of one node. */
interface GroupCommit {
	/**
	 * @param item what the execution gets for the delivery
	 * @param settle gets to know, at once or later, whether n8n has stored an execution with the item
	 * @returns when the delivery has to start an execution or can be answered
	 */
	join(item: INodeExecutionData, settle: (stored: boolean) => void): Promise<Turn>;
	/** @param items what an execution that n8n runs in this process was started with */
	executionStarted(items: readonly INodeExecutionData[]): void;
}

interface GroupCommitOptions {
	/** How many items an execution gets at the most. */
	maxItems?: number;
	/** How many deliveries wait at the most. */
	maxWaiting?: number;
	/** Milliseconds after which an execution that n8n has not stored is no longer waited for. */
	giveUpAfter?: number;
	pause?: (milliseconds: number) => Promise<void>;
	/** Epoch milliseconds. */
	now?: () => number;
}

/** Milliseconds between two looks at how far n8n is with the execution. */
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
	maxWaiting = 2_000,
	giveUpAfter = 30_000,
	pause = sleep,
	now = Date.now,
}: GroupCommitOptions = {}): GroupCommit {
	interface Waiting extends Waiter {
		answer: (turn: Turn) => void;
	}
	interface Execution {
		since: number;
		followers: Waiting[];
		/** n8n has answered its delivery. */
		ended: boolean;
		/** n8n has started it, or will not do so in this process. */
		started: boolean;
	}
	let waiting: Waiting[] = [];
	/** The execution that n8n is storing or starting. */
	let current: Execution | null = null;
	/** By the first event of each. n8n passes the very object on to an execution in the same process. */
	const executions = new WeakMap<object, Execution>();
	let runsHere = false;
	let watching = false;

	const startNext = () => {
		const group = waiting.slice(0, maxItems);
		waiting = waiting.slice(maxItems);
		const [leader, ...followers] = group;
		if (leader === undefined) current = null;
		else leader.answer(lead(leader, followers));
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
				answerFollowers(execution, stored);
				execution.ended = true;
				if (!stored) execution.started = true;
				startNextAfter(execution);
			},
		};
	};

	const answerFollowers = (execution: Execution, stored: boolean) => {
		for (const { answer } of execution.followers) answer({ role: 'follower', stored });
		execution.followers = [];
	};

	/** A full n8n lets an execution wait for its turn, and its deliveries with it: those are told to come again. */
	const watch = async () => {
		watching = true;
		while (current !== null) {
			const execution: Execution = current;
			await pause(WATCH_INTERVAL_MS);
			if (current !== execution || (!execution.ended && now() - execution.since < giveUpAfter)) continue;
			answerFollowers(execution, false);
			startNext();
		}
		watching = false;
	};

	return {
		async join(item, settle) {
			if (current === null) return lead({ item, settle }, []);
			if (waiting.length >= maxWaiting) {
				settle(false);
				return { role: 'follower', stored: false };
			}
			return await new Promise((answer) => {
				waiting.push({ item, settle, answer });
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
