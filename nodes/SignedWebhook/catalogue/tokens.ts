import { prefixed, tokenIn } from '../schemes';

/** A user and a password in the header `Authorization` (RFC 7617). */
export const basicAuthentication = {
	signature: { algorithm: 'token', places: ['authorization'], format: prefixed('Basic '), encoding: 'base64' },
	secretPlace:
		'The Webhook Secret is the user name and the password of Basic authentication with a colon between them: <code>user:password</code>. Choose a long password.',
} as const;

/** A header that the user adds to the requests. */
export const chosenHeader = {
	signature: tokenIn('x-webhook-token'),
	secretPlace:
		'Choose a long random text as secret, and add it to the requests as a custom header of the name <code>X-Webhook-Token</code>.',
} as const;
