import { Agent, request } from 'undici';

/** n8n answered with an error. */
export class N8nRestError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		/** n8n's own message. */
		readonly reason: string,
	) {
		super(`${method} ${path} was answered ${status}: ${reason}`);
		this.name = 'N8nRestError';
	}
}

// n8n binds the session cookie to the browser that has logged in, which tells itself apart by this header.
const BROWSER_ID = 'b2f6d1f0-5c5e-4c53-9a7e-0a8f3a1c6e11';

/** Requests to n8n's internal REST API with the session of one user, as the editor makes them. */
export class RestClient {
	// A connection each: a busy n8n closes idle ones just when the next request goes out on them.
	private readonly agent = new Agent({ pipelining: 0, headersTimeout: 120_000 });
	private cookie: string | undefined;
	/** Gets to see every answer, whatever its status. */
	onAnswer: ((path: string, text: string) => void) | undefined;

	constructor(private readonly url: string) {}

	/**
	 * Makes a request and returns the `data` of the answer, or the whole answer if it has none.
	 * @throws N8nRestError for every status but 2xx
	 */
	async call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
		const response = await request(this.url + path, {
			method,
			dispatcher: this.agent,
			headers: {
				'browser-id': BROWSER_ID,
				...(this.cookie && { cookie: this.cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.body.text();
		this.onAnswer?.(path, text);
		const answer = parse(text);
		if (response.statusCode < 200 || response.statusCode > 299) {
			const { message } = answer as { message?: string };
			throw new N8nRestError(method, path, response.statusCode, message ?? text.slice(0, 500));
		}
		this.keepSession(response.headers['set-cookie']);
		return (hasData(answer) ? answer.data : answer) as T;
	}

	/** Closes the connections. */
	async close(): Promise<void> {
		await this.agent.destroy();
	}

	/** The session cookie, for a browser that is to be logged in, too. */
	get session(): { name: string; value: string; browserId: string } {
		const [name, value] = (this.cookie ?? '').split('=');
		return { name, value, browserId: BROWSER_ID };
	}

	private keepSession(header: string | string[] | undefined): void {
		const cookies = [header ?? []].flat();
		const session = cookies.find((cookie) => cookie.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';')[0];
	}
}

const hasData = (answer: unknown): answer is { data: unknown } =>
	typeof answer === 'object' && answer !== null && !Array.isArray(answer) && 'data' in answer;

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return {};
	}
}
