import type { IExecuteFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Keeps one thing for each key in this process, within bounds. */
interface Registry<T> {
	/**
	 * @param key names its owner, for example a node by its {@link nodeKey}
	 * @returns the owner's own, made the first time
	 */
	get(key: string): T;
	/** Forgets the one whose owner has been quiet for longest. */
	forgetQuietest(): void;
	values(): Iterable<T>;
}

/** Enough for the nodes of one n8n. */
const MOST_NODES = 500;

/**
 * @param make makes an owner's own
 * @param most owners beyond this number push out the one that has been quiet for longest
 */
export function createRegistry<T>(make: () => T, most = MOST_NODES): Registry<T> {
	// In the order of their last use.
	const byKey = new Map<string, T>();
	const forgetQuietest = () => {
		const [quietest] = byKey.keys();
		byKey.delete(quietest);
	};
	return {
		get(key) {
			const own = byKey.get(key) ?? make();
			byKey.delete(key);
			byKey.set(key, own);
			if (byKey.size > most) forgetQuietest();
			return own;
		},
		forgetQuietest,
		values: () => byKey.values(),
	};
}

/**
 * @param context a context of the node
 * @returns a key that survives renaming the node, and is another one for a copy of its workflow
 */
export function nodeKey(context: IExecuteFunctions | IPollFunctions | IWebhookFunctions): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}
