import type { RequestListener } from 'node:http';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { startHttpServer } from './http-server.mts';

/** What an address answers. */
type Answer = string | RequestListener;

/** A part of the internet, on loopback: real requests of n8n's own helper end at a server of the test. */
export type Internet = Awaited<ReturnType<typeof startInternet>>;

/** Starts a server that stands for all hosts. What is not published is answered 404. */
export async function startInternet() {
	const published = new Map<string, Answer>();
	const requested: string[] = [];
	const { url, close } = await startHttpServer((request, response) => {
		const address = decodeURIComponent((request.url ?? '').slice(1));
		const answer = published.get(address) ?? published.get(address.split('?')[0]);
		if (typeof answer === 'function') answer(request, response);
		else response.writeHead(answer === undefined ? 404 : 200).end(answer);
	});
	return {
		close,
		/** The addresses that were asked for, in order. */
		requested,
		publish(address: string, answer: Answer): void {
			published.set(address, answer);
		},
		/** @returns a context of n8n whose requests end here */
		connect<Context extends { helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> } }>(
			context: Context,
		): Context {
			const { httpRequest } = context.helpers;
			const helpers = Object.create(context.helpers) as Context['helpers'];
			helpers.httpRequest = async (options) => {
				requested.push(options.url);
				return await httpRequest({ ...options, url: `${url}/${encodeURIComponent(options.url)}` });
			};
			return Object.create(context, { helpers: { value: helpers } }) as Context;
		},
	};
}
