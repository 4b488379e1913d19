import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

/** An execution that waits, as its resume URL names it. */
export interface WaitingExecution {
	executionId: string;
	url: URL;
}

/** What n8n puts behind the prefix that all resume URLs have in common. n8n 1 has no token. */
const ending = /^([\w-]{1,64})(?:\?signature=[\w-]+)?$/;

/**
 * Reads the resume URL of another execution of this n8n. The text may come from outside: it has to have the origin, the
 * path and the form of this execution's own, so that nothing else is ever called.
 *
 * @throws NodeOperationError where it is no such address, or this execution's own
 */
export function readResumeUrl(context: IExecuteFunctions, itemIndex: number, text: string): WaitingExecution {
	const { resumeUrl: own } = context.getWorkflowDataProxy(itemIndex).$execution as { resumeUrl: string };
	const prefix = new URL('.', own).href;
	const url = URL.canParse(text) ? new URL(text) : null;
	const [, executionId] = (url?.href.startsWith(prefix) && ending.exec(url.href.slice(prefix.length))) || [];
	if (url === null || executionId === undefined) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Resume URL" is not a resume URL of this n8n', {
			itemIndex,
			description: `Nothing was sent. Enter what {{ $execution.resumeUrl }} was in the execution that waits, unchanged: ${prefix} and the number of the execution. If n8n has got another address since, start the job again.`,
		});
	}
	if (executionId === context.getExecutionId()) {
		throw new NodeOperationError(context.getNode(), 'The parameter "Resume URL" is that of this execution', {
			itemIndex,
			description:
				'An execution cannot resume itself. Enter what {{ $execution.resumeUrl }} was in the execution that waits: take it from a field that the service sends back, or from a Data Table.',
		});
	}
	return { executionId, url };
}
