import { request } from 'undici';

// n8n binds the session cookie to the browser that has logged in, which tells itself apart by this header.
const BROWSER_ID = 'b2f6d1f0-5c5e-4c53-9a7e-0a8f3a1c6e11';

/** Requests to n8n's internal REST API with the session of one user, as the editor makes them. */
export class RestClient {
	private cookie = '';
	/** All that was answered so far, whatever its status. */
	readonly answers: Array<{ path: string; text: string }> = [];

	constructor(readonly url: string) {}

	/** Makes a request and returns the answer's `data`, else all of it. Throws an Error with n8n's message unless the status is 2xx. */
	async call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
		const {
			statusCode,
			headers,
			body: answer,
		} = await request(this.url + path, {
			method,
			// A connection each: a busy n8n closes idle ones just when the next request goes out on them.
			reset: true,
			headersTimeout: 120_000,
			headers: { 'browser-id': BROWSER_ID, cookie: this.cookie, ...(body && { 'content-type': 'application/json' }) },
			body: JSON.stringify(body),
		});
		const text = await answer.text();
		this.answers.push({ path, text });
		if (statusCode > 299) throw new Error(`${method} ${path} was answered ${statusCode}: ${text.slice(0, 2_000)}`);
		const session = [headers['set-cookie'] ?? []].flat().find((cookie) => cookie.startsWith('n8n-auth='));
		this.cookie = session?.split(';')[0] ?? this.cookie;
		const content = JSON.parse(text || '{}') as { data?: unknown };
		return ('data' in content ? content.data : content) as T;
	}
}
