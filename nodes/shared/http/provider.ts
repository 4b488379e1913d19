import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** The contexts in which the package talks to a provider. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** Who delivers, and where its signing secret is. */
export interface Provider {
	/** The provider's name as users know it. */
	displayName: string;
	/** The name of the credential type that holds the signing secret. */
	credentialType: string;
	/** What a user has to do whose credential has no signing secret, in full sentences. */
	secretAdvice: string;
	/** Whether the node has settings that say how the sender signs. */
	hasSettings?: boolean;
}

/** A provider with an API, whose credential has a base URL and signs the requests with its `authenticate`. */
export interface ProviderApi extends Provider {
	/** What the provider calls its access key, as the credential's form labels it. */
	keyName: string;
}

/** @returns whether the provider has an API that is reached with its credential */
export function hasApi(provider: Provider): provider is ProviderApi {
	return 'keyName' in provider;
}

/** One request to a provider. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** The path below the credential's base URL, with a leading slash. */
	path: string;
	query?: IDataObject;
	body?: IDataObject | unknown[];
	/** What the success has to hold: `json` unless given, `anything` where nobody reads the body. */
	expects?: 'json' | 'anything';
	/** The ID that the path ends in or contains, for the error text of a 404. */
	id?: string;
	/** Milliseconds to wait for the answer. Shorter in a webhook context. */
	timeout?: number;
	/** Error statuses that the caller handles; they are returned instead of thrown. */
	accept?: readonly number[];
	/** Whether a POST may be repeated after any failure, because doing it twice has the effect of doing it once. */
	idempotent?: boolean;
	/** Secrets in the body that are not in the credential, to keep out of error texts. */
	secrets?: readonly string[];
}

/** An answer that was not turned into an error. */
export interface ApiResponse {
	status: number;
	/** The parsed JSON; undefined where the answer was empty or, if anything was expected, not JSON. */
	body: unknown;
}
