import { jobState } from '../event/status-words';
import { failureText, objectsIn } from '../util/envelope';
import { type JsonObject, toText } from '../util/json';

/** What a provider says about a job. */
interface JobReport {
	state: ReturnType<typeof jobState>;
	/** Why the job failed, or null where no reason is found. */
	error: string | null;
	/** The object of the answer that describes the job. */
	fields: JsonObject;
	/** The whole answer. */
	body: JsonObject;
}

/**
 * Reads the answer to a request for a job. No provider documents it, so the state is looked for in the usual fields of
 * the answer and one level down.
 */
export function readJob(answer: unknown): JobReport {
	const objects = objectsIn(answer);
	const [body = {}] = objects;
	const fields = objects.find(({ status, state }) => toText(status ?? state) !== null) ?? body;
	return { state: jobState(fields.status ?? fields.state), error: failureText(fields), fields, body };
}
