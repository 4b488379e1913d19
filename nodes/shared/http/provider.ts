import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** The contexts in which requests are sent to a provider. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** A sender of deliveries, and the credential with its signing secret. */
export interface Provider {
	/** The provider's name as users know it. */
	displayName: string;
	/** The name of the credential type that holds the signing secret. */
	credentialType: string;
	/** What to do if the credential has no signing secret, in full sentences. */
	secretAdvice: string;
	/** Whether the node has settings that say how the sender signs. */
	hasSettings?: boolean;
}

/** A provider with an API. Its credential has a base URL, and authenticates requests. */
export interface ProviderApi extends Provider {
	/** The label of the access key in the credential. */
	keyName: string;
}

/** @returns whether the provider has an API */
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
	/** The body of a success: `json` by default, `anything` if the caller does not read it. */
	expects?: 'json' | 'anything';
	/** The ID in the path, for the error text of a 404. */
	id?: string;
	/** Milliseconds to wait for the response. Shorter in a webhook context. */
	timeout?: number;
	/** Error statuses that the caller handles; they are returned instead of thrown. */
	accept?: readonly number[];
	/** Whether a POST may be repeated after any failure, because a second one changes nothing. */
	idempotent?: boolean;
	/** Secrets in the body that are not in the credential, to keep out of error texts. */
	secrets?: readonly string[];
}

/** A response with the status of a success, or one that the caller accepts. */
export interface ApiResponse {
	status: number;
	/** The parsed JSON; undefined if the response was empty or, where anything is expected, not JSON. */
	body: unknown;
}
