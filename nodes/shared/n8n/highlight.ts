import type { IExecuteFunctions } from 'n8n-workflow';
import { messageOf } from './errors';

/** What an execution can be found by. */
interface Highlights {
	provider: string;
	jobId: string | null;
	event?: string;
	id?: string;
}

/** Characters. n8n stores 512, and writes an error to its log for more than this. */
const MAX_VALUE_LENGTH = 255;

const NAMES = ['provider', 'event', 'id', 'jobId'] as const;

/**
 * Makes an execution findable: n8n shows the values at the execution as highlighted data and filters by them, and puts
 * them on the node's span where it traces. Values of several events are joined; those that no longer fit are left out.
 *
 * Never throws: where n8n has no place for the values, the execution runs all the same.
 *
 * @param events the events, or the jobs, that the execution is about
 */
export function highlight(context: IExecuteFunctions, events: readonly Highlights[]): void {
	if (events.length === 0) return;
	try {
		const data = customData(context);
		const tracing: Record<string, string> = {};
		for (const name of NAMES) {
			const values = events.flatMap((event) => event[name] ?? []);
			if (values.length === 0) continue;
			tracing[`generation.${name}`] = joined(values);
			// Another node of the execution may have set it.
			data.set(name, joined([...(data.get(name)?.split(', ') ?? []), ...values]));
		}
		context.setMetadata({ tracing });
	} catch (error) {
		context.logger.debug('The execution could not be highlighted.', {
			error: messageOf(error),
		});
	}
}

function joined(values: readonly string[]): string {
	const [first = '', ...others] = new Set(values);
	return others
		.reduce((text, value) => (text.length + value.length + 2 > MAX_VALUE_LENGTH ? text : `${text}, ${value}`), first)
		.slice(0, MAX_VALUE_LENGTH);
}

interface CustomData {
	get(name: string): string | undefined;
	set(name: string, value: string): void;
}

/** n8n 1.x has it for expressions only. */
function customData(context: IExecuteFunctions): CustomData {
	if ('customData' in context) return context.customData as CustomData;
	const { $execution } = (context as IExecuteFunctions).getWorkflowDataProxy(0);
	return ($execution as { customData: CustomData }).customData;
}
