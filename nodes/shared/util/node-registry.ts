import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Something that each node has one of in this process. */
interface NodeRegistry<T> {
	/**
	 * @param key names the node, see {@link nodeKey}
	 * @returns the node's own, made the first time
	 */
	get(key: string): T;
	/** Forgets the one of the node that has been quiet for longest. */
	forgetQuietest(): void;
	values(): Iterable<T>;
}

/** Nodes beyond this number push out the one that has been quiet for longest. */
const MOST_NODES = 500;

/** @param make makes a node's own */
export function createNodeRegistry<T>(make: () => T): NodeRegistry<T> {
	// In the order of their last use.
	const byNode = new Map<string, T>();
	const forgetQuietest = () => {
		const [quietest] = byNode.keys();
		byNode.delete(quietest);
	};
	return {
		get(key) {
			const own = byNode.get(key) ?? make();
			byNode.delete(key);
			byNode.set(key, own);
			if (byNode.size > MOST_NODES) forgetQuietest();
			return own;
		},
		forgetQuietest,
		values: () => byNode.values(),
	};
}

/**
 * @param context a context of the node
 * @returns a key that survives renaming the node, and is another one for a copy of its workflow
 */
export function nodeKey(context: IExecuteFunctions | IWebhookFunctions): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}
