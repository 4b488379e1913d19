import type { IExecuteFunctions } from 'n8n-workflow';
import { messageOf } from './errors';

/** The values by which users find an execution. */
interface Highlights {
	provider: string;
	jobId: string | null;
	event?: string;
	id?: string;
}

/** Characters. n8n stores 512, but logs an error for more than this. */
const MAX_VALUE_LENGTH = 255;

const NAMES = ['provider', 'event', 'id', 'jobId'] as const;

/**
 * Makes an execution searchable: n8n shows the values as highlighted data, filters by them, and adds them to the node's
 * tracing span. Values of several events are joined; those that do not fit are left out.
 *
 * Never throws: if n8n cannot store the values, the execution continues.
 *
 * @param events the events or jobs of the execution
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

/** n8n 1.x offers it to expressions only. */
function customData(context: IExecuteFunctions): CustomData {
	if ('customData' in context) return context.customData as CustomData;
	const { $execution } = (context as IExecuteFunctions).getWorkflowDataProxy(0);
	return ($execution as { customData: CustomData }).customData;
}
