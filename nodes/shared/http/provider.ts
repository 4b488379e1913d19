import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** The contexts in which the package talks to a provider. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IWebhookFunctions;

/** What the transport and its error texts have to know of a provider. */
export interface ProviderApi {
	/** The provider's name as users know it. */
	displayName: string;
	/** The name of the credential type, whose `authenticate` signs the requests. */
	credentialType: string;
	/** What the provider calls its access key, as the credential's form labels it. */
	keyName: string;
	/** What a user has to do whose credential has no signing secret, in full sentences. */
	secretAdvice: string;
}

/** One request to a provider. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** The path below the credential's base URL, with a leading slash. */
	path: string;
	query?: IDataObject;
	body?: IDataObject | unknown[];
	/** Milliseconds to wait for the answer. */
	timeout?: number;
	/** Error statuses that the caller deals with instead of having them thrown. */
	accept?: readonly number[];
	/** Whether a POST may be sent again after a failure, because doing it twice is the same as doing it once. */
	idempotent?: boolean;
	/** Secrets in the body that are not the credential's own, to be kept out of error texts. */
	secrets?: readonly string[];
}

/** An answer that was not turned into an error. */
export interface ApiResponse {
	status: number;
	/** The parsed JSON; undefined where the answer was empty. */
	body: unknown;
}
