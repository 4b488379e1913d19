import { withBody, withHeader } from './requests.mts';
import type { SignedRequest } from './row.mts';

type Changes = Record<string, (request: SignedRequest) => SignedRequest>;

/**
 * Returns changes for a signed text in which the time follows the body at once. The signed text stays as it is, but the
 * time becomes unreadable or old.
 * @param header where the time is
 * @param before what precedes the time in the header
 */
export const bordersOfBodyAndTime = (header: string, before = ''): Changes => ({
	'the last character of the body moved to the time': (request) => {
		const moved = request.body.toString('utf8').at(-1)!;
		return withHeader(
			withBody(request, (text) => text.slice(0, -1)),
			header,
			(value) => value.replace(before, before + moved),
		);
	},
	'the first digit of the time moved to the body': (request) => {
		const value = request.headers[header]!;
		const at = value.indexOf(before) + before.length;
		return withHeader(
			withBody(request, (text) => text + value[at]),
			header,
			() => value.slice(0, at) + value.slice(at + 1),
		);
	},
});

/** Returns the request with the last character of the time in a header moved to the body that follows it. */
export const timeMovedToBody = (request: SignedRequest, header: string): SignedRequest =>
	withHeader(
		withBody(request, (text) => request.headers[header]!.at(-1)! + text),
		header,
		(time) => time.slice(0, -1),
	);

/** Returns the request with the first character of the body moved to the time in a header that precedes it. */
export const bodyMovedToTime = (request: SignedRequest, header: string): SignedRequest =>
	withHeader(
		withBody(request, (text) => text.slice(1)),
		header,
		(time) => time + request.body.toString('utf8')[0],
	);

/**
 * Returns changes for a signed text in which the body follows the time at once, and the time is in digits. The signed
 * text stays as it is, but the time becomes unreadable or old.
 */
export const bordersOfTimeAndBody = (header: string): Changes => ({
	'the last digit of the time moved to the body': (request) => timeMovedToBody(request, header),
	'the first character of the body moved to the time': (request) => bodyMovedToTime(request, header),
});
