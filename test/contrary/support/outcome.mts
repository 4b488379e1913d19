import type { ProviderSimulator } from '../../simulator/provider.mts';

/** Texts that a programming mistake or a library leaves in an error: nobody can act on them. */
const RAW =
	/undefined|\[object|Cannot (read|convert)|Unexpected (token|end)|Invalid URL|is not (a function|iterable|valid JSON)|ERR_|^null$/;

/** What a user sees of an error. */
export const textOf = (error: unknown): string => {
	const { message, description } = error as { message?: string; description?: string | null };
	return `${message ?? ''}\n${description ?? ''}`;
};

/**
 * Expects an error to tell the user what happened and what to do, without a secret in it.
 *
 * @param error what was thrown
 * @param secrets what must not be in it
 */
export function expectAdvice(error: unknown, secrets: readonly string[]): void {
	const { name, message, description } = error as { name: string; message: string; description?: string | null };
	// Where a workflow is published, n8n shows the message alone: what to do is its second sentence.
	const told = message !== '' && (Boolean(description) || /[.:] [A-Z]/.test(message));
	expect({ name, text: textOf(error), told }).toEqual({
		name: expect.stringMatching(/^Node(Api|Operation)Error$/),
		text: expect.not.stringMatching(RAW),
		told: true,
	});
	const everything = JSON.stringify({ ...(error as object), text: textOf(error) });
	for (const secret of secrets) if (secret.length > 5) expect(everything).not.toContain(secret);
}

/** Whether an answer that was sent to its end held a text. */
export const wasTold = ({ requests }: ProviderSimulator, text: string): boolean =>
	requests.some(({ answer }) => answer?.includes(text) === true);

/** Every text in the answers to the requests that make a secret. */
export function textsTold({ requests }: ProviderSimulator): string[] {
	const texts = new Set<string>();
	const visit = (value: unknown): void => {
		if (typeof value === 'string') texts.add(value);
		else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
	};
	for (const { method, path, answer } of requests) {
		if (answer === null || !/^\/(webhooks|user\/webhook-secret)/.test(path) || method === 'DELETE') continue;
		texts.add(answer);
		try {
			visit(JSON.parse(answer));
		} catch {
			// A text that is no JSON counts as a whole.
		}
	}
	return [...texts];
}
