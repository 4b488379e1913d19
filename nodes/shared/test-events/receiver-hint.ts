import { isJsonObject } from '../util/json';

/** What the triggers' answers mean for whoever sent the event. */
const byStatus: Readonly<Record<number, string>> = {
	400: 'The receiver did not find a JSON object in the body. Check the option Body (JSON).',
	401: 'The receiver does not accept this signature. Does its credential have the same Webhook Secret?',
	403: 'The receiver does not accept deliveries from this address. Check Allowed IPs in the options of the trigger.',
	404: 'Nothing listens at this URL. Is the workflow published or, for a Test URL, is the editor listening?',
	409: 'The receiver is not ready for the event. An execution that waits takes one delivery at a time, and only once it sleeps. Try again.',
	503: 'The receiver could not accept the event. Its n8n log says why. Does its credential have a Webhook Secret?',
};

/**
 * Says what an answer of the receiver means where no workflow has started, since the answer itself tells a stranger nothing.
 *
 * @param response the receiver's answer: its status and its parsed body
 * @param event the name of the event that was sent
 * @returns the hint in full sentences, or null where there is nothing to explain
 */
export function receiverHint(
	{ statusCode, body }: { statusCode: number; body: unknown },
	event: string,
): string | null {
	if (isJsonObject(body) && body.ignored === true) {
		return `The receiver took the event but did not start a workflow: ${event} is not chosen under its Events, or nothing waits for it.`;
	}
	if (isJsonObject(body) && body.duplicate === true) {
		return 'The receiver has taken this event before and starts a workflow only once for it.';
	}
	return byStatus[statusCode] ?? null;
}
