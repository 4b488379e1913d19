import { isJsonObject } from '../util/json';

/** What a trigger's response means for the user who sent the event. */
const byStatus: Readonly<Record<number, string>> = {
	400: 'The receiver did not find a JSON object in the body. Check the option Body (JSON).',
	401: 'The receiver does not accept this signature. Does its credential have the same Webhook Secret?',
	403: 'The receiver does not accept deliveries from this address. Check Allowed IPs in the options of the trigger.',
	404: 'Nothing is listening at this URL. Publish the workflow or, for a Test URL, listen for a test event in the editor.',
	409: 'The receiver is not ready for the event. A waiting execution accepts one delivery at a time. Try again.',
	503: 'The receiver could not accept the event. See its n8n log for the reason, and check that its credential has a Webhook Secret.',
};

/**
 * Explains why the receiver did not start a workflow. Its response does not say so, to tell strangers nothing.
 *
 * @param response the receiver's status and parsed body
 * @param event the name of the event that was sent
 * @returns the hint in full sentences, or null if there is nothing to explain
 */
export function receiverHint(
	{ statusCode, body }: { statusCode: number; body: unknown },
	event: string,
): string | null {
	if (isJsonObject(body) && body.ignored === true) {
		return `The receiver accepted the event but did not start a workflow: ${event} is not selected under its Events, or no execution is waiting for it.`;
	}
	if (isJsonObject(body) && body.duplicate === true) {
		return 'The receiver has already accepted this event. It starts a workflow only once per event.';
	}
	return byStatus[statusCode] ?? null;
}
